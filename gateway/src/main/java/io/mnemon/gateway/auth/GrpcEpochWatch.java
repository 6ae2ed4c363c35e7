package io.mnemon.gateway.auth;

import com.github.benmanes.caffeine.cache.Ticker;
import com.google.protobuf.Timestamp;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.EpochServiceGrpc;
import io.mnemon.api.governance.v1.TenantEpoch;
import io.mnemon.api.governance.v1.WatchEpochsRequest;
import io.mnemon.api.governance.v1.WatchEpochsResponse;
import io.mnemon.gateway.routing.Services;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks governance all the time which epochs have moved, and says with each question that what the
 * last answer told has been dropped.
 */
final class GrpcEpochWatch implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(GrpcEpochWatch.class);
  private static final Caller GATEWAY = Caller.service("gateway");
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Services services;
  private final Epochs epochs;
  private final Ticker ticker;
  private final String watcher = UUID.randomUUID().toString();
  private final Map<String, Long> heard = new HashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Timestamp droppedAsOf;
  private boolean isDeaf;

  GrpcEpochWatch(Services services, Epochs epochs, Ticker ticker) {
    this.services = services;
    this.epochs = epochs;
    this.ticker = ticker;
  }

  void start() {
    Thread.ofVirtual().name("epoch-watch").start(this::watch);
  }

  private void watch() {
    while (closed.getCount() > 0) {
      try {
        ask();
        isDeaf = false;
      } catch (StatusRuntimeException | ServiceException e) {
        if (!isDeaf && closed.getCount() > 0) {
          LOG.warnf(
              "every credential is checked anew until governance answers: %s", e.getMessage());
        }
        isDeaf = true;
        pause();
      }
    }
  }

  private void ask() {
    long asked = ticker.read();
    WatchEpochsRequest.Builder question =
        WatchEpochsRequest.newBuilder().setWatcher(watcher).putAllHeard(heard);
    if (droppedAsOf != null) {
      question.setDroppedAsOf(droppedAsOf);
    }
    WatchEpochsResponse told =
        EpochServiceGrpc.newBlockingStub(services.channel("governance", GATEWAY))
            .withDeadlineAfter(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)
            .watchEpochs(question.build());
    Map<UUID, Long> moved = new HashMap<>();
    for (TenantEpoch change : told.getChangesList()) {
      moved.put(UUID.fromString(change.getTenant()), change.getEpoch());
    }
    epochs.moved(moved);
    boolean isFirst = droppedAsOf == null;
    droppedAsOf = told.getAsOf();
    // The first answer tells from when on to ask; only the next one tells what was before it.
    if (!isFirst) {
      heard.put(told.getReplica(), told.getHeard());
      epochs.relyUntil(
          asked
              + TimeUnit.SECONDS.toNanos(told.getLease().getSeconds())
              + told.getLease().getNanos());
    }
  }

  private void pause() {
    try {
      var unused = closed.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      closed.countDown();
    }
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
