package io.mnemon.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final Caller ALICE = Caller.service("alice");

  private final CountedStrangers strangers = new CountedStrangers();
  private final HeapKeyChecks governance = new HeapKeyChecks();
  private final FakeClock clock = FakeClock.at(NOW);
  private final AtomicLong nanos = new AtomicLong();
  private final Epochs epochs = new Epochs(nanos::get, clock);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Authentication authentication =
      new Authentication(
          new CachedKeyChecks(
              governance,
              epochs,
              new CachedKeyChecks.Limits(Duration.ofMillis(1500), Duration.ofSeconds(1), 100),
              nanos::get),
          strangers,
          clock);

  @BeforeEach
  void everyMoveIsKnown() {
    epochs.relyUntil(Duration.ofHours(1).toNanos());
  }

  @AfterEach
  void stopThreads() {
    threads.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer key", "bearer key", "BEARER   key", " Bearer key "})
  void aGoodKeyShowsItsCaller(String header) {
    governance.keys.put("key", good(Optional.empty()));

    assertThat(authentication.authenticate(header, "here")).isEqualTo(ALICE);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", " ", "key", "Basic a2V5", "Bearer", "Bearer ", "Bearer a b", "Bearer ä"})
  void aHeaderWithoutKeyIsRefusedWithoutAsking(@Nullable String header) {
    assertRefused(header, "Authorization: Bearer <key>");
    assertThat(governance.asked).hasValue(0);
  }

  @Test
  void aTokenMayBeLongButNotEndless() {
    governance.keys.put("t".repeat(8_192), good(Optional.empty()));

    assertThat(authentication.authenticate("Bearer " + "t".repeat(8_192), "here")).isEqualTo(ALICE);
    assertRefused("Bearer " + "t".repeat(8_193), "is not understood");
  }

  @Test
  void whatProvesItselfIsLetThroughWhileItIsGood() {
    assertThat(authentication.withoutCaller("here", () -> "heard")).isEqualTo("heard");
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                authentication.withoutCaller(
                    "here",
                    () -> {
                      throw ServiceException.invalid("logout_token", "is not one");
                    }));

    assertThat(strangers.asked).hasValue(2);
    assertThat(strangers.wrong).hasValue(1);
  }

  @Test
  void aRefusedKeyIsRefusedInTheWordsOfGovernance() {
    assertRefused("Bearer nobody", "the key is not known");
  }

  @Test
  void aKeyIsAskedAboutOnceInItsLease() {
    governance.keys.put("key", good(Optional.empty()));
    authentication.authenticate("Bearer key", "here");
    nanos.addAndGet(Duration.ofMillis(1499).toNanos());

    authentication.authenticate("Bearer key", "here");

    assertThat(governance.asked).hasValue(1);
  }

  @Test
  void aRevokedKeyIsRefusedAfterItsLease() {
    governance.keys.put("key", good(Optional.empty()));
    authentication.authenticate("Bearer key", "here");
    governance.keys.clear();
    nanos.addAndGet(Duration.ofMillis(1501).toNanos());

    assertRefused("Bearer key", "the key is not known");
  }

  @Test
  void aKeyIsAskedAboutAgainWhenTheEpochHasMoved() {
    governance.keys.put("key", good(Optional.empty()));
    authentication.authenticate("Bearer key", "here");
    governance.keys.clear();
    epochs.moved(Map.of(ALICE.tenant(), ALICE.epoch() + 1));

    assertRefused("Bearer key", "the key is not known");
  }

  @Test
  void nothingIsReliedUponWhileMovesAreNotKnown() {
    governance.keys.put("key", good(Optional.empty()));
    authentication.authenticate("Bearer key", "here");
    epochs.relyUntil(nanos.get());
    authentication.authenticate("Bearer key", "here");

    assertThat(governance.asked).hasValue(2);
  }

  @Test
  void aFreshCheckDoesNotRelyOnWhatWasKnown() {
    governance.keys.put("key", good(Optional.empty()));
    authentication.authenticate("Bearer key", "here");
    governance.keys.clear();

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> authentication.afresh("Bearer key", "here"));
    assertRefused("Bearer key", "the key is not known");
  }

  @Test
  void aRefusalIsRememberedForASecond() {
    assertRefused("Bearer key", "not known");
    governance.keys.put("key", good(Optional.empty()));
    assertRefused("Bearer key", "not known");
    nanos.addAndGet(Duration.ofMillis(1001).toNanos());

    assertThat(authentication.authenticate("Bearer key", "here")).isEqualTo(ALICE);
  }

  @Test
  void aKeyThatExpiresWhileItIsRememberedIsRefused() {
    governance.keys.put("key", good(Optional.of(NOW.plusMillis(100))));
    authentication.authenticate("Bearer key", "here");
    clock.advance(Duration.ofMillis(100));

    assertRefused("Bearer key", "expired");
  }

  @Test
  void anOutageIsNotRemembered() {
    governance.keys.put("key", good(Optional.empty()));
    governance.down = true;
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> authentication.authenticate("Bearer key", "here"))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    governance.down = false;

    assertThat(authentication.authenticate("Bearer key", "here")).isEqualTo(ALICE);
  }

  @Test
  void requestsThatMissAtTheSameTimeAskOnce() throws ExecutionException, InterruptedException {
    governance.keys.put("key", good(Optional.empty()));
    governance.gate = new CountDownLatch(1);
    List<Future<Caller>> callers =
        IntStream.range(0, 50)
            .mapToObj(i -> threads.submit(() -> authentication.authenticate("Bearer key", "here")))
            .toList();
    await().until(() -> governance.asked.get() == 1);
    governance.gate.countDown();

    for (Future<Caller> caller : callers) {
      assertThat(caller.get()).isEqualTo(ALICE);
    }
    assertThat(governance.asked).hasValue(1);
  }

  private void assertRefused(@Nullable String header, String message) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> authentication.authenticate(header, "here"))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  private static KeyCheck good(Optional<Instant> expiresAt) {
    return new KeyCheck.Good(ALICE, expiresAt);
  }

  private static final class CountedStrangers implements Strangers {
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();

    @Override
    public void mayTry(String address) {
      asked.incrementAndGet();
    }

    @Override
    public void wrongKey(String address) {
      wrong.incrementAndGet();
    }
  }
}
