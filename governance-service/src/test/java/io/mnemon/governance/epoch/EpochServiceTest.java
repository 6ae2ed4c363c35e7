package io.mnemon.governance.epoch;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Timestamp;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateKeyResponse;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.RevokeKeyRequest;
import io.mnemon.api.governance.v1.TenantEpoch;
import io.mnemon.api.governance.v1.WatchEpochsRequest;
import io.mnemon.api.governance.v1.WatchEpochsResponse;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.tenancy.Caller;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class EpochServiceTest {
  @Inject TestCalls calls;

  private final String watcher = UUID.randomUUID().toString();
  private TestTenant tenant;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void aMoveIsToldToWhoAsksFromBeforeIt() {
    Timestamp before = watch(null, Map.of()).getAsOf();
    CreateKeyResponse key = key();
    long epoch = calls.authenticate(key.getKey()).epoch();

    WatchEpochsResponse told = watch(before, Map.of());

    assertThat(told.getChangesList())
        .contains(TenantEpoch.newBuilder().setTenant(tenant.id()).setEpoch(epoch).build());
    assertThat(told.getLease().getSeconds()).isEqualTo(2);
  }

  @Test
  void whoWaitsIsWokenByAMove() throws ExecutionException, InterruptedException {
    WatchEpochsResponse first = watch(watch(null, Map.of()).getAsOf(), Map.of());
    FutureTask<WatchEpochsResponse> waiting =
        new FutureTask<>(
            () -> watch(first.getAsOf(), Map.of(first.getReplica(), first.getHeard())));
    Thread.startVirtualThread(waiting);

    key();

    assertThat(waiting.get().getHeard()).isGreaterThan(first.getHeard());
  }

  @Test
  void aRevocationReturnsWhenTheWatcherHasDroppedWhatItKept()
      throws ExecutionException, InterruptedException {
    CreateKeyResponse key = key();
    Timestamp before = watch(null, Map.of()).getAsOf();
    watch(before, Map.of());
    FutureTask<Boolean> revocation = revocation(key);
    Thread.startVirtualThread(revocation);
    await().until(() -> isRefused(key));

    WatchEpochsResponse told = watch(before, Map.of());
    assertThat(revocation.isDone()).isFalse();
    watch(told.getAsOf(), Map.of());

    assertThat(revocation.get()).isTrue();
  }

  @Test
  void whoWaitsForWatchersWakesThemOnceMoreAfterTheCommit()
      throws ExecutionException, InterruptedException {
    CreateKeyResponse key = key();
    Timestamp before = watch(null, Map.of()).getAsOf();
    long heard = heardWhenQuiet(before);
    FutureTask<Boolean> revocation = revocation(key);
    Thread.startVirtualThread(revocation);

    await().until(() -> watch(before, Map.of()).getHeard() >= heard + 2);

    watch(watch(before, Map.of()).getAsOf(), Map.of());
    assertThat(revocation.get()).isTrue();
  }

  @Test
  void aRevocationReturnsWhenTheLeaseOfASilentWatcherHasRunOut()
      throws ExecutionException, InterruptedException {
    CreateKeyResponse key = key();
    watch(watch(null, Map.of()).getAsOf(), Map.of());
    FutureTask<Boolean> revocation = revocation(key);
    Thread.startVirtualThread(revocation);
    await().until(() -> isRefused(key));

    assertThat(revocation.isDone()).isFalse();
    await().atMost(Duration.ofSeconds(10)).until(revocation::isDone);
    assertThat(revocation.get()).isTrue();
  }

  @Test
  void anotherNameOfAUserReturnsWhenTheWatcherHasDroppedWhatItKept()
      throws ExecutionException, InterruptedException {
    PushedDirectory company = new PushedDirectory(calls, tenant);
    DirectoryUser ada = company.user("shop:ada");
    Timestamp before = watch(null, Map.of()).getAsOf();
    watch(before, Map.of());
    FutureTask<DirectoryUser> renaming = new FutureTask<>(() -> company.rename(ada, "ada"));
    Thread.startVirtualThread(renaming);
    await().until(() -> !watch(before, Map.of()).getChangesList().isEmpty());

    WatchEpochsResponse told = watch(before, Map.of());
    assertThat(renaming.isDone()).isFalse();
    watch(told.getAsOf(), Map.of());

    assertThat(renaming.get().getVersion()).isEqualTo(2);
  }

  @Test
  void onlyServicesWatch() {
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "a service",
        () ->
            calls
                .epochs(tenant.admin())
                .watchEpochs(WatchEpochsRequest.newBuilder().setWatcher(watcher).build()));
  }

  @Test
  void aWatcherNeedsAName() {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "watcher",
        () ->
            calls
                .epochs(Caller.service("gateway"))
                .watchEpochs(WatchEpochsRequest.newBuilder().setWatcher("gateway").build()));
  }

  /** How often it has rung when it rings no more of what was before. */
  private long heardWhenQuiet(Timestamp before) {
    WatchEpochsResponse last = watch(before, Map.of());
    while (true) {
      WatchEpochsResponse next = watch(before, Map.of(last.getReplica(), last.getHeard()));
      if (next.getHeard() == last.getHeard()) {
        return next.getHeard();
      }
      last = next;
    }
  }

  private CreateKeyResponse key() {
    return calls
        .keys(tenant.admin())
        .createKey(CreateKeyRequest.newBuilder().setPrincipal("admin").build());
  }

  private FutureTask<Boolean> revocation(CreateKeyResponse key) {
    return new FutureTask<>(
        () -> {
          var done =
              calls
                  .keys(tenant.admin())
                  .revokeKey(RevokeKeyRequest.newBuilder().setId(key.getId()).build());
          return done.isInitialized();
        });
  }

  private boolean isRefused(CreateKeyResponse key) {
    try {
      var known = calls.authenticate(key.getKey());
      return false;
    } catch (RuntimeException e) {
      return true;
    }
  }

  private WatchEpochsResponse watch(@Nullable Timestamp droppedAsOf, Map<String, Long> heard) {
    WatchEpochsRequest.Builder question =
        WatchEpochsRequest.newBuilder().setWatcher(watcher).putAllHeard(heard);
    if (droppedAsOf != null) {
      question.setDroppedAsOf(droppedAsOf);
    }
    return calls.epochs(Caller.service("gateway")).watchEpochs(question.build());
  }
}
