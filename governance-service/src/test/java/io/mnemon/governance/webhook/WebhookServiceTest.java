package io.mnemon.governance.webhook;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.CreateWebhookRequest;
import io.mnemon.api.governance.v1.DeleteWebhookRequest;
import io.mnemon.api.governance.v1.GetWebhookRequest;
import io.mnemon.api.governance.v1.ListWebhookDeliveriesRequest;
import io.mnemon.api.governance.v1.ListWebhooksRequest;
import io.mnemon.api.governance.v1.ReplayWebhookDeliveryRequest;
import io.mnemon.api.governance.v1.RotateWebhookSecretRequest;
import io.mnemon.api.governance.v1.UpdateWebhookRequest;
import io.mnemon.api.governance.v1.Webhook;
import io.mnemon.api.governance.v1.WebhookSecret;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers as they are kept, where requests stay away from internal addresses. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class WebhookServiceTest {
  private static final String URL = "https://hooks.example.com/mnemon";

  @Inject TestCalls calls;

  private WebhookTenant tenant;
  private Caller admin;

  @BeforeEach
  void tenant() {
    tenant = WebhookTenant.create(calls);
    admin = tenant.tenant().admin();
  }

  @Test
  void aSecretIsShownOnceAndTheReceiverWithoutIt() {
    WebhookSecret made = tenant.webhook(URL, "approval.*");

    assertThat(made.getSecret()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(get(admin, made)).isEqualTo(made.getWebhook());
    assertThat(
            calls
                .webhooks(admin)
                .listWebhooks(ListWebhooksRequest.getDefaultInstance())
                .getWebhooksList())
        .containsExactly(made.getWebhook());
  }

  @Test
  void whatIsGivenChangesAndTheRestStays() {
    WebhookSecret made = tenant.webhook(URL, "approval.*");
    var change = UpdateWebhookRequest.newBuilder().setId(made.getWebhook().getId());

    Webhook described = calls.webhooks(admin).updateWebhook(change.setDescription("other").build());
    assertThat(described).isEqualTo(made.getWebhook().toBuilder().setDescription("other").build());

    Webhook disabled =
        calls.webhooks(admin).updateWebhook(change.setDisabled(true).addEvents("*").build());
    assertThat(disabled.getDisabledReason()).isEqualTo("by admin");
    assertThat(disabled.getEventsList()).containsExactly("*");

    Webhook enabled = calls.webhooks(admin).updateWebhook(change.setDisabled(false).build());
    assertThat(enabled.hasDisabledAt()).isFalse();
    assertThat(get(admin, made)).isEqualTo(enabled);
  }

  @Test
  void whatIsDeletedIsGone() {
    WebhookSecret made = tenant.webhook(URL, "*");
    var delete = DeleteWebhookRequest.newBuilder().setId(made.getWebhook().getId()).build();

    var unused = calls.webhooks(admin).deleteWebhook(delete);

    assertRefused(ErrorCode.NOT_FOUND, "webhook", () -> get(admin, made));
    assertRefused(
        ErrorCode.NOT_FOUND, "webhook", () -> calls.webhooks(admin).deleteWebhook(delete));
  }

  @Test
  void onlyAdministratorsOfTheTenantHaveReceivers() {
    WebhookSecret made = tenant.webhook(URL, "*");
    var alice = tenant.tenant().user("alice");
    tenant.tenant().grant(tenant.tenant().id(), alice, "admin");
    Caller asAlice = tenant.tenant().caller(alice);
    Caller stranger = TestTenant.create(calls).admin();

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "webhook.read needs the role tenant_admin",
        () -> get(asAlice, made));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "webhook.create needs the role tenant_admin",
        () -> create(asAlice, URL, "*"));
    assertRefused(ErrorCode.NOT_FOUND, "webhook", () -> get(stranger, made));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "webhook",
        () ->
            calls
                .webhooks(stranger)
                .rotateWebhookSecret(
                    RotateWebhookSecretRequest.newBuilder()
                        .setId(made.getWebhook().getId())
                        .build()));
  }

  @ParameterizedTest
  @CsvSource({
    "http://hooks.example.com/, must begin with https://",
    "https://hooks.example.com:70000/, port is 70000",
    "https://127.0.0.1/, internal address",
    "https://[::1]/, internal address",
    "https://169.254.169.254/latest/meta-data, internal address",
    "https://2130706433/, is no address",
    "https://a:b@hooks.example.com/, neither user:password@",
    "not a url, is no URL",
    "https:///x, must name a host"
  })
  void addressesThatNothingIsSentToAreRefused(String url, String words) {
    assertRefused(ErrorCode.INVALID_ARGUMENT, words, () -> create(admin, url, "*"));

    WebhookSecret made = tenant.webhook(URL, "*");
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        words,
        () ->
            calls
                .webhooks(admin)
                .updateWebhook(
                    UpdateWebhookRequest.newBuilder()
                        .setId(made.getWebhook().getId())
                        .setUrl(url)
                        .build()));
  }

  @Test
  void whatIsNoReceiverIsRefused() {
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "\"memory.x\" is unknown",
        () -> create(admin, URL, "memory.x"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "events: give 1 to 50",
        () ->
            calls
                .webhooks(admin)
                .createWebhook(CreateWebhookRequest.newBuilder().setUrl(URL).build()));
    WebhookSecret made = tenant.webhook(URL, "*");
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "overlap_seconds",
        () ->
            calls
                .webhooks(admin)
                .rotateWebhookSecret(
                    RotateWebhookSecretRequest.newBuilder()
                        .setId(made.getWebhook().getId())
                        .setOverlapSeconds(8L * 86_400)
                        .build()));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "state",
        () ->
            calls
                .webhooks(admin)
                .listWebhookDeliveries(
                    ListWebhookDeliveriesRequest.newBuilder()
                        .setWebhook(made.getWebhook().getId())
                        .setState("lost")
                        .build()));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "delivery",
        () ->
            calls
                .webhooks(admin)
                .replayWebhookDelivery(
                    ReplayWebhookDeliveryRequest.newBuilder()
                        .setWebhook(made.getWebhook().getId())
                        .setDelivery(UUID.randomUUID().toString())
                        .build()));
  }

  @Test
  void aTenantHasSoManyReceiversAndNotMore() {
    for (int i = 0; i < 50; i++) {
      tenant.webhook(URL, "*");
    }

    assertRefused(ErrorCode.RESOURCE_EXHAUSTED, "has 50 webhooks", () -> create(admin, URL, "*"));
  }

  private WebhookSecret create(Caller caller, String url, String event) {
    return calls
        .webhooks(caller)
        .createWebhook(CreateWebhookRequest.newBuilder().setUrl(url).addEvents(event).build());
  }

  private Webhook get(Caller caller, WebhookSecret made) {
    return calls
        .webhooks(caller)
        .getWebhook(GetWebhookRequest.newBuilder().setId(made.getWebhook().getId()).build());
  }
}
