package io.mnemon.governance.webhook;

import io.mnemon.crypto.Bytes;
import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.egress.EgressRefused;
import io.mnemon.governance.egress.EgressReply;
import io.mnemon.governance.egress.EgressRequest;
import io.mnemon.governance.schedule.Due;
import io.mnemon.tenancy.TenantScope;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Sends what is due, and decides what follows from the reply. */
final class Deliveries {
  private static final Logger LOG = Logger.getLogger(Deliveries.class);
  private static final String JOB = "webhooks";
  private static final int KEPT_CHARACTERS = 256;
  private static final int GONE = 410;

  /**
   * @param disableAfter for how long a receiver may fail before it gets nothing more
   * @param replyBytes how much of a reply is read
   */
  record Limits(Retries retries, Duration disableAfter, int replyBytes) {}

  private final DeliveryStore store;
  private final WebhookSecrets secrets;
  private final Egress egress;
  private final Limits limits;
  private final RandomGenerator random;
  private final InstantSource clock;

  Deliveries(
      DeliveryStore store,
      WebhookSecrets secrets,
      Egress egress,
      Limits limits,
      RandomGenerator random,
      InstantSource clock) {
    this.store = store;
    this.secrets = secrets;
    this.egress = egress;
    this.limits = limits;
    this.random = random;
    this.clock = clock;
  }

  void work(Due due) {
    TenantScope scope = TenantScope.system(due.tenant(), JOB);
    store
        .begin(scope, due)
        .ifPresent(attempt -> store.finish(scope, due, attempt, outcome(scope, attempt)));
  }

  private Outcome outcome(TenantScope scope, Attempt attempt) {
    if (attempt.webhook().disabled() != null) {
      return new Outcome.Failed(null, "", "the webhook is disabled", null, null);
    }
    try {
      return judged(attempt, egress.send(request(scope, attempt), limits.replyBytes()));
    } catch (EgressRefused refused) {
      return failed(attempt, null, "", String.valueOf(refused.getMessage()));
    } catch (IOException e) {
      // What the network says may tell of what is inside.
      return failed(attempt, null, "", "no reply (" + e.getClass().getSimpleName() + ")");
    } catch (RuntimeException e) {
      // Else it would come again and again before what others are waiting for, and never die.
      LOG.warnf(e, "delivery %s could not be sent", attempt.delivery());
      return failed(attempt, null, "", "it could not be sent: ask who runs Mnemon");
    }
  }

  private EgressRequest request(TenantScope scope, Attempt attempt) {
    Instant now = clock.instant();
    String id = "evt_" + attempt.event();
    List<Bytes> keys =
        attempt.secrets().stream()
            .map(kept -> secrets.open(scope, attempt.webhook().id(), kept))
            .toList();
    return EgressRequest.post(
        attempt.webhook().url(),
        Map.of(
            "Content-Type",
            "application/json",
            "webhook-id",
            id,
            "webhook-timestamp",
            String.valueOf(now.getEpochSecond()),
            "webhook-signature",
            Signature.of(keys, id, now, attempt.body())),
        attempt.body());
  }

  private Outcome judged(Attempt attempt, EgressReply reply) {
    String beginning = beginning(reply.body());
    if (reply.status() / 100 == 2) {
      return new Outcome.Delivered(reply.status(), beginning);
    }
    return failed(attempt, reply.status(), beginning, "the receiver answered " + reply.status());
  }

  private Outcome failed(Attempt attempt, @Nullable Integer status, String reply, String error) {
    Instant now = clock.instant();
    Instant since = attempt.webhook().failingSince();
    String disabling = null;
    if (status != null && status == GONE) {
      disabling = "the receiver answered that it is gone (410)";
    } else if (since != null && !now.isBefore(since.plus(limits.disableAfter()))) {
      disabling = "nothing could be delivered since " + since;
    }
    Instant next =
        disabling != null
            ? null
            : limits.retries().pauseAfter(attempt.number(), random).map(now::plus).orElse(null);
    return new Outcome.Failed(status, reply, error, next, disabling);
  }

  /** Enough to recognise it, in characters that can be kept. */
  private static String beginning(String body) {
    String some = body.length() > KEPT_CHARACTERS ? body.substring(0, KEPT_CHARACTERS) : body;
    return some.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ").strip();
  }
}
