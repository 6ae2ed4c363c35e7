package io.mnemon.governance.webhook;

import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.CreateApprovalRequest;
import io.mnemon.api.governance.v1.CreateWebhookRequest;
import io.mnemon.api.governance.v1.ListWebhookDeliveriesRequest;
import io.mnemon.api.governance.v1.WebhookDelivery;
import io.mnemon.api.governance.v1.WebhookSecret;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import java.util.List;

/** A tenant in which things happen that others want to know. */
record WebhookTenant(TestCalls calls, TestTenant tenant) {
  static WebhookTenant create(TestCalls calls) {
    return new WebhookTenant(calls, TestTenant.create(calls));
  }

  WebhookSecret webhook(String url, String... events) {
    return calls
        .webhooks(tenant.admin())
        .createWebhook(
            CreateWebhookRequest.newBuilder()
                .setUrl(url)
                .addAllEvents(List.of(events))
                .setDescription("told")
                .build());
  }

  /** Lets approval.requested happen. */
  Approval happens() {
    return calls
        .approvals(tenant.admin())
        .createApproval(
            CreateApprovalRequest.newBuilder()
                .setKind("custom")
                .setUnit(tenant.id())
                .setTitle("Move the offices")
                .build());
  }

  List<WebhookDelivery> deliveries(WebhookSecret webhook) {
    return calls
        .webhooks(tenant.admin())
        .listWebhookDeliveries(
            ListWebhookDeliveriesRequest.newBuilder()
                .setWebhook(webhook.getWebhook().getId())
                .build())
        .getDeliveriesList();
  }
}
