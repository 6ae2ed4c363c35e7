package io.mnemon.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.test.FakeClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private static final UUID TENANT = new UUID(0, 1);
  private static final Supplier<Caller> REVOKED =
      () -> {
        throw new ServiceException(ErrorCode.UNAUTHENTICATED, "revoked");
      };

  private final FakeClock clock = FakeClock.at(Instant.parse("2026-05-01T12:00:00Z"));
  private final AtomicLong nanos = new AtomicLong();
  private final Epochs epochs = new Epochs(nanos::get, clock);
  private final Deliveries deliveries = new Deliveries(epochs);
  private final List<Long> workedAt = new ArrayList<>();

  @BeforeEach
  void everyMoveIsKnown() {
    epochs.relyUntil(1000);
  }

  @Test
  void anAnswerGoesOutWithoutAnotherCheckWhileNothingHasMoved() {
    assertThat(answer(1, REVOKED, true).answer()).isEqualTo("answer at 1");
  }

  @Test
  void nothingGoesOutToWhomTheCredentialWasTakenMeanwhile() {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                deliveries.answer(
                    caller(1),
                    REVOKED,
                    () -> false,
                    who -> {
                      epochs.moved(Map.of(TENANT, 2L));
                      return "answer";
                    }))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aRefusalGoesOutNoMoreThanAnAnswer() {
    epochs.moved(Map.of(TENANT, 2L));

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                deliveries.answer(
                    caller(1),
                    REVOKED,
                    () -> true,
                    who -> {
                      throw ServiceException.notFound("memory 1");
                    }))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aReadIsDoneAgainWithTheRightsOfNow() {
    epochs.moved(Map.of(TENANT, 2L));

    assertThat(answer(1, () -> caller(2), true).answer()).isEqualTo("answer at 2");
    assertThat(workedAt).containsExactly(1L, 2L);
  }

  @Test
  void aWriteIsDoneOnce() {
    epochs.moved(Map.of(TENANT, 2L));

    assertThat(answer(1, () -> caller(2), false).answer()).isEqualTo("answer at 1");
    assertThat(workedAt).containsExactly(1L);
  }

  @Test
  void whatWasReadBesideAWriteIsLeftOut() {
    epochs.moved(Map.of(TENANT, 2L));

    Deliveries.Ready<String> ready =
        deliveries.answer(
            caller(1), () -> caller(2), () -> false, who -> "read, written", whole -> "written");

    assertThat(ready.answer()).isEqualTo("written");
  }

  @Test
  void workThatHadToWaitIsBegunWithTheRightsOfNow() {
    assertThat(deliveries.current(caller(1), REVOKED)).isEqualTo(caller(1));
    epochs.moved(Map.of(TENANT, 2L));

    assertThat(deliveries.current(caller(1), () -> caller(2))).isEqualTo(caller(2));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> deliveries.current(caller(1), REVOKED))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aCredentialThatHasEndedIsCheckedAgain() {
    Caller ending = endingAt(clock.instant().plusSeconds(60));
    deliveries.require(ending, REVOKED, false);
    clock.advance(Duration.ofSeconds(60));

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> deliveries.current(ending, REVOKED))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> deliveries.require(ending, REVOKED, false))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.UNAUTHENTICATED));
  }

  @Test
  void aReadGivesUpWhereRightsChangeAllTheTime() {
    epochs.moved(Map.of(TENANT, Long.MAX_VALUE));
    AtomicLong epoch = new AtomicLong(1);

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> answer(1, () -> caller(epoch.incrementAndGet()), true))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ABORTED));
    assertThat(workedAt).containsExactly(1L, 2L, 3L);
  }

  @Test
  void theCredentialIsCheckedAgainWhileMovesAreNotKnown() {
    nanos.set(1000);

    assertThatExceptionOfType(ServiceException.class).isThrownBy(() -> answer(1, REVOKED, true));
    assertThat(answer(1, () -> caller(1), true).answer()).isEqualTo("answer at 1");
  }

  @Test
  void whoGaveUpItsOwnCredentialIsToldThatItIsDone() {
    epochs.moved(Map.of(TENANT, 2L));

    deliveries.beginDone().close();

    assertThat(epochs.isCurrent(caller(1))).isFalse();
  }

  @Test
  void aPieceOfAReadThatMayHaveChangedDoesNotGoOut() {
    epochs.moved(Map.of(TENANT, 2L));

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> deliveries.require(caller(1), () -> caller(2), true))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ABORTED));
    deliveries.require(caller(1), () -> caller(2), false);
  }

  @Test
  void aMoveIsConfirmedWhenWhatIsGoingOutIsOut() {
    Epochs.Delivery delivery = answer(1, REVOKED, true).delivery();
    Thread move = Thread.startVirtualThread(() -> epochs.moved(Map.of(TENANT, 2L)));
    await().until(() -> !epochs.isCurrent(caller(1)));

    assertThat(move.isAlive()).isTrue();
    delivery.close();

    await().until(() -> !move.isAlive());
  }

  @Test
  void anotherTenantIsNotConcerned() {
    epochs.moved(Map.of(new UUID(0, 2), 9L));

    assertThat(epochs.isCurrent(caller(1))).isTrue();
  }

  private Deliveries.Ready<String> answer(long epoch, Supplier<Caller> afresh, boolean isRead) {
    return deliveries.answer(
        caller(epoch),
        afresh,
        () -> isRead,
        who -> {
          workedAt.add(who.epoch());
          return "answer at " + who.epoch();
        });
  }

  private static Caller caller(long epoch) {
    return caller(epoch, null);
  }

  private static Caller endingAt(Instant end) {
    return caller(1, end);
  }

  private static Caller caller(long epoch, @Nullable Instant expiresAt) {
    return new Caller(
        TENANT,
        new UUID(0, 7),
        PrincipalKind.USER,
        "alice",
        null,
        List.of(),
        List.of(),
        null,
        false,
        epoch,
        new UUID(0, 8),
        expiresAt,
        List.of());
  }
}
