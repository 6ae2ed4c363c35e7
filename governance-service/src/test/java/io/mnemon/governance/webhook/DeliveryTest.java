package io.mnemon.governance.webhook;

import static io.mnemon.governance.Refusals.assertRefused;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.CancelApprovalRequest;
import io.mnemon.api.governance.v1.GetWebhookRequest;
import io.mnemon.api.governance.v1.ReplayWebhookDeliveryRequest;
import io.mnemon.api.governance.v1.RotateWebhookSecretRequest;
import io.mnemon.api.governance.v1.Webhook;
import io.mnemon.api.governance.v1.WebhookDelivery;
import io.mnemon.api.governance.v1.WebhookSecret;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.ToThisMachine;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What receivers on this machine get. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
@TestProfile(ToThisMachine.class)
class DeliveryTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private final List<Receiver> receivers = new ArrayList<>();
  private WebhookTenant tenant;
  private Receiver receiver;

  @BeforeEach
  void tenant() {
    tenant = WebhookTenant.create(calls);
    receiver = receiver();
  }

  @AfterEach
  void stop() {
    receivers.forEach(Receiver::close);
  }

  private Receiver receiver() {
    Receiver made = new Receiver();
    receivers.add(made);
    return made;
  }

  @Test
  void anEventIsDeliveredAndSigned() throws Exception {
    WebhookSecret webhook = tenant.webhook(receiver.url(), "approval.requested");
    Approval asked = tenant.happens();
    var unused =
        calls
            .approvals(tenant.tenant().admin())
            .cancelApproval(CancelApprovalRequest.newBuilder().setId(asked.getId()).build());

    await().until(() -> receiver.got().size() == 1);

    Receiver.Got got = receiver.got().getFirst();
    assertThat(got.signature()).isEqualTo("v1," + hmac(webhook.getSecret(), got));
    assertThat(Instant.ofEpochSecond(Long.parseLong(got.timestamp())))
        .isBetween(clock.instant().minusSeconds(5), clock.instant());
    assertThat(got.contentType()).isEqualTo("application/json");
    Struct body = json(got.body());
    assertThat(text(body, "specversion")).isEqualTo("1.0");
    assertThat(text(body, "id")).isEqualTo(got.id());
    assertThat(text(body, "type")).isEqualTo("approval.requested");
    assertThat(text(body, "source")).isEqualTo("/tenants/" + tenant.tenant().id());
    assertThat(text(body, "subject")).isEqualTo(asked.getId());
    Struct data = body.getFieldsOrThrow("data").getStructValue();
    assertThat(text(data, "kind")).isEqualTo("custom");
    assertThat(data.containsFields("payload")).isFalse();
    await().until(() -> delivery(webhook).getState().equals("delivered"));
    assertThat(delivery(webhook).getStatus()).isEqualTo(204);
    assertThat(delivery(webhook).getEvent()).isEqualTo(got.id());
  }

  @Test
  void aFailureIsTriedAgainLaterWithTheSameIdAndBody() {
    receiver.answers(500, "out of order" + "x".repeat(1_000));
    WebhookSecret webhook = tenant.webhook(receiver.url(), "*");
    tenant.happens();

    await().until(() -> delivery(webhook).getAttempts() == 1);
    WebhookDelivery failed = delivery(webhook);
    assertThat(failed.getState()).isEqualTo("pending");
    assertThat(failed.getError()).isEqualTo("the receiver answered 500");
    assertThat(failed.getReply()).startsWith("out of order").hasSize(256);
    assertThat(Instant.ofEpochSecond(failed.getNextAttemptAt().getSeconds()))
        .isBetween(clock.instant().plusSeconds(22), clock.instant().plusSeconds(37));
    assertThat(get(webhook).hasFailingSince()).isTrue();

    receiver.answers(200, "");
    clock.advance(Duration.ofSeconds(40));

    await().until(() -> delivery(webhook).getState().equals("delivered"));
    assertThat(delivery(webhook).getAttempts()).isEqualTo(2);
    assertThat(get(webhook).hasFailingSince()).isFalse();
    assertThat(receiver.got()).extracting(Receiver.Got::id).containsOnly(failed.getEvent());
    assertThat(receiver.got().get(1).body()).isEqualTo(receiver.got().get(0).body());
    assertThat(receiver.got().get(1).timestamp()).isNotEqualTo(receiver.got().get(0).timestamp());
  }

  @Test
  void afterTheLastAttemptItIsDeadUntilItIsReplayed() {
    receiver.answers(503, "");
    WebhookSecret webhook = tenant.webhook(receiver.url(), "*");
    tenant.happens();

    for (int attempt = 1; attempt <= 8; attempt++) {
      int now = attempt;
      await().until(() -> delivery(webhook).getAttempts() == now);
      if (delivery(webhook).hasNextAttemptAt()) {
        long next = delivery(webhook).getNextAttemptAt().getSeconds();
        clock.set(Instant.ofEpochSecond(next).plusSeconds(1));
      }
    }

    assertThat(delivery(webhook).getState()).isEqualTo("dead");
    assertThat(delivery(webhook).hasNextAttemptAt()).isFalse();

    receiver.answers(200, "ok");
    WebhookDelivery again =
        calls
            .webhooks(tenant.tenant().admin())
            .replayWebhookDelivery(
                ReplayWebhookDeliveryRequest.newBuilder()
                    .setWebhook(webhook.getWebhook().getId())
                    .setDelivery(delivery(webhook).getId())
                    .build());

    assertThat(again.getAttempts()).isZero();
    await().until(() -> delivery(webhook).getState().equals("delivered"));
    assertThat(receiver.got()).extracting(Receiver.Got::id).containsOnly(again.getEvent());
  }

  @Test
  void whileASecretIsRotatedBothSign() throws Exception {
    WebhookSecret webhook = tenant.webhook(receiver.url(), "*");
    WebhookSecret rotated =
        calls
            .webhooks(tenant.tenant().admin())
            .rotateWebhookSecret(
                RotateWebhookSecretRequest.newBuilder()
                    .setId(webhook.getWebhook().getId())
                    .setOverlapSeconds(60)
                    .build());
    tenant.happens();
    await().until(() -> receiver.got().size() == 1);
    clock.advance(Duration.ofSeconds(61));
    tenant.happens();
    await().until(() -> receiver.got().size() == 2);

    Receiver.Got during = receiver.got().get(0);
    Receiver.Got after = receiver.got().get(1);
    assertThat(rotated.getSecret()).isNotEqualTo(webhook.getSecret());
    assertThat(during.signature())
        .isEqualTo(
            "v1," + hmac(rotated.getSecret(), during) + " v1," + hmac(webhook.getSecret(), during));
    assertThat(after.signature()).isEqualTo("v1," + hmac(rotated.getSecret(), after));
  }

  @Test
  void aSlowReceiverStopsNobodyElse() {
    Receiver slow = receiver();
    slow.waits();
    tenant.webhook(slow.url(), "*");
    tenant.webhook(receiver.url(), "*");

    for (int i = 0; i < 20; i++) {
      tenant.happens();
    }

    await().until(() -> receiver.got().size() == 20);
    assertThat(slow.got()).hasSizeLessThanOrEqualTo(4);
  }

  @Test
  void whoIsGoneGetsNothingMoreAndOthersAreTold() throws Exception {
    Receiver gone = receiver();
    gone.answers(410, "");
    WebhookSecret webhook = tenant.webhook(gone.url(), "approval.*");
    tenant.webhook(receiver.url(), "webhook.disabled");
    tenant.happens();

    await().until(() -> receiver.got().size() == 1);

    assertThat(get(webhook).getDisabledReason()).contains("gone (410)");
    Struct body = json(receiver.got().getFirst().body());
    assertThat(text(body, "subject")).isEqualTo(webhook.getWebhook().getId());
    assertThat(delivery(webhook).getState()).isEqualTo("dead");
    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "enable it first",
        () ->
            calls
                .webhooks(tenant.tenant().admin())
                .replayWebhookDelivery(
                    ReplayWebhookDeliveryRequest.newBuilder()
                        .setWebhook(webhook.getWebhook().getId())
                        .setDelivery(delivery(webhook).getId())
                        .build()));
  }

  @Test
  void whoFailsForDaysGetsNothingMore() {
    Receiver gone = new Receiver();
    WebhookSecret webhook = tenant.webhook(gone.url(), "*");
    gone.close();
    tenant.happens();
    await().until(() -> get(webhook).hasFailingSince());
    assertThat(delivery(webhook).getError()).startsWith("no reply (");

    clock.advance(Duration.ofDays(5));

    await().until(() -> get(webhook).hasDisabledAt());
    assertThat(get(webhook).getDisabledReason()).startsWith("nothing could be delivered since");
  }

  private WebhookDelivery delivery(WebhookSecret webhook) {
    return tenant.deliveries(webhook).stream()
        .findFirst()
        .orElse(WebhookDelivery.getDefaultInstance());
  }

  private Webhook get(WebhookSecret webhook) {
    return calls
        .webhooks(tenant.tenant().admin())
        .getWebhook(GetWebhookRequest.newBuilder().setId(webhook.getWebhook().getId()).build());
  }

  /** As the text of Standard Webhooks says, not as the service does it. */
  private static String hmac(String secret, Receiver.Got got) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.replace("whsec_", ""));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    mac.update(got.id().getBytes(UTF_8));
    mac.update((byte) '.');
    mac.update(got.timestamp().getBytes(UTF_8));
    mac.update((byte) '.');
    mac.update(got.body().getBytes(UTF_8));
    return Base64.getEncoder().encodeToString(mac.doFinal());
  }

  private static Struct json(String text) throws Exception {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(text, struct);
    return struct.build();
  }

  private static String text(Struct struct, String field) {
    return struct.getFieldsOrThrow(field).getStringValue();
  }
}
