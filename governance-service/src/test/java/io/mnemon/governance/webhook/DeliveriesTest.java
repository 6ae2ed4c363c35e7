package io.mnemon.governance.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.crypto.KeyId;
import io.mnemon.crypto.Keyring;
import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.egress.EgressReply;
import io.mnemon.governance.egress.EgressRequest;
import io.mnemon.governance.schedule.Due;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.test.FakeClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class DeliveriesTest {
  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
  private static final UUID ID = new UUID(1, 2);

  private final List<Outcome> outcomes = new ArrayList<>();

  @Test
  void whatBreaksWhileItIsSentIsAFailedAttempt() {
    work(1);
    work(2);

    assertThat(outcomes)
        .first()
        .isInstanceOfSatisfying(
            Outcome.Failed.class,
            failed -> {
              assertThat(failed.error()).isEqualTo("it could not be sent: ask who runs Mnemon");
              assertThat(failed.next()).isEqualTo(NOW.plusSeconds(30));
            });
    assertThat(outcomes)
        .last()
        .isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.next()).isNull());
  }

  private void work(int number) {
    new Deliveries(
            new OneDelivery(number),
            new WebhookSecrets(new NoKeys()),
            new Broken(),
            new Deliveries.Limits(
                new Retries(2, Duration.ofSeconds(30), 1, 0), Duration.ofDays(5), 1_000),
            new Random(1),
            FakeClock.at(NOW))
        .work(new Due(ID, PostgresDeliveryStore.DUE, ID, ID, 1));
  }

  /** Keeps what came of the one delivery that there is. */
  private final class OneDelivery implements DeliveryStore {
    private final int number;

    OneDelivery(int number) {
      this.number = number;
    }

    @Override
    public void fanOut(TenantScope scope, UUID event, Instant horizon, int maxPending) {}

    @Override
    public Optional<Attempt> begin(TenantScope scope, Due due) {
      Webhook webhook =
          new Webhook(
              ID,
              URI.create("https://hooks.example.com/"),
              List.of("*"),
              "",
              ID,
              NOW,
              null,
              null,
              null);
      return Optional.of(new Attempt(due.subject(), webhook, ID, "{}", List.of(), number));
    }

    @Override
    public void finish(TenantScope scope, Due due, Attempt attempt, Outcome outcome) {
      outcomes.add(outcome);
    }
  }

  private static final class Broken implements Egress {
    @Override
    public void check(URI destination) {}

    @Override
    public EgressReply send(EgressRequest request, int maxReplyBytes) {
      throw new IllegalArgumentException("port out of range: 70000");
    }
  }

  private static final class NoKeys implements Keyring {
    @Override
    public KeyId active() {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] wrap(byte[] key, byte[] context) {
      throw new UnsupportedOperationException();
    }

    @Override
    public byte[] unwrap(byte[] wrapped, byte[] context) {
      throw new UnsupportedOperationException();
    }
  }
}
