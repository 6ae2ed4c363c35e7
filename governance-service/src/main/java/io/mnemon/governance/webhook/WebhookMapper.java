package io.mnemon.governance.webhook;

import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.ListWebhookDeliveriesResponse;
import io.mnemon.api.governance.v1.ListWebhooksResponse;
import io.mnemon.api.governance.v1.UpdateWebhookRequest;
import io.mnemon.api.governance.v1.WebhookSecret;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.TenantMapper;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Receivers and deliveries, as they travel. */
final class WebhookMapper {
  private WebhookMapper() {}

  static Webhooks.Update update(UpdateWebhookRequest proto) {
    return new Webhooks.Update(
        proto.hasUrl() ? proto.getUrl() : null,
        proto.getEventsCount() == 0 ? null : proto.getEventsList(),
        proto.hasDescription() ? proto.getDescription() : null,
        proto.hasDisabled() ? proto.getDisabled() : null);
  }

  static Delivery.@Nullable State state(String word) {
    return word.isEmpty()
        ? null
        : Delivery.State.ofWord(word)
            .orElseThrow(
                () ->
                    ServiceException.invalid(
                        "state", "\"" + word + "\" is unknown: give pending, delivered or dead"));
  }

  static WebhookSecret toProto(Webhooks.Shown shown) {
    return WebhookSecret.newBuilder()
        .setWebhook(toProto(shown.webhook()))
        .setSecret(shown.secret())
        .build();
  }

  static ListWebhooksResponse webhooks(List<Webhook> webhooks) {
    return ListWebhooksResponse.newBuilder()
        .addAllWebhooks(webhooks.stream().map(WebhookMapper::toProto).toList())
        .build();
  }

  static io.mnemon.api.governance.v1.Webhook toProto(Webhook webhook) {
    var proto =
        io.mnemon.api.governance.v1.Webhook.newBuilder()
            .setId(webhook.id().toString())
            .setUrl(webhook.url().toString())
            .addAllEvents(webhook.events())
            .setDescription(webhook.description())
            .setCreatedBy(webhook.createdBy().toString())
            .setCreatedAt(TenantMapper.timestamp(webhook.createdAt()));
    Instant oldSecretUntil = webhook.oldSecretUntil();
    if (oldSecretUntil != null) {
      proto.setOldSecretUntil(TenantMapper.timestamp(oldSecretUntil));
    }
    Instant failingSince = webhook.failingSince();
    if (failingSince != null) {
      proto.setFailingSince(TenantMapper.timestamp(failingSince));
    }
    Webhook.Disabled disabled = webhook.disabled();
    if (disabled != null) {
      proto
          .setDisabledAt(TenantMapper.timestamp(disabled.at()))
          .setDisabledReason(disabled.reason());
    }
    return proto.build();
  }

  static ListWebhookDeliveriesResponse deliveries(Page<Delivery> page) {
    return ListWebhookDeliveriesResponse.newBuilder()
        .addAllDeliveries(page.items().stream().map(WebhookMapper::toProto).toList())
        .setNextCursor(TenantMapper.cursor(page))
        .build();
  }

  static io.mnemon.api.governance.v1.WebhookDelivery toProto(Delivery delivery) {
    var proto =
        io.mnemon.api.governance.v1.WebhookDelivery.newBuilder()
            .setId(delivery.id().toString())
            .setEvent("evt_" + delivery.event())
            .setType(delivery.type())
            .setState(delivery.state().word())
            .setAttempts(delivery.attempts())
            .setCreatedAt(TenantMapper.timestamp(delivery.createdAt()))
            .setStatus(Objects.requireNonNullElse(delivery.status(), 0))
            .setError(Objects.requireNonNullElse(delivery.error(), ""))
            .setReply(Objects.requireNonNullElse(delivery.reply(), ""));
    Instant attemptedAt = delivery.attemptedAt();
    if (attemptedAt != null) {
      proto.setAttemptedAt(TenantMapper.timestamp(attemptedAt));
    }
    Instant next = delivery.nextAttemptAt();
    if (next != null) {
      proto.setNextAttemptAt(TenantMapper.timestamp(next));
    }
    return proto.build();
  }
}
