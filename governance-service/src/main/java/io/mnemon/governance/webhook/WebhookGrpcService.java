package io.mnemon.governance.webhook;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.CreateWebhookRequest;
import io.mnemon.api.governance.v1.DeleteWebhookRequest;
import io.mnemon.api.governance.v1.GetWebhookRequest;
import io.mnemon.api.governance.v1.ListWebhookDeliveriesRequest;
import io.mnemon.api.governance.v1.ListWebhookDeliveriesResponse;
import io.mnemon.api.governance.v1.ListWebhooksRequest;
import io.mnemon.api.governance.v1.ListWebhooksResponse;
import io.mnemon.api.governance.v1.ReplayWebhookDeliveryRequest;
import io.mnemon.api.governance.v1.RotateWebhookSecretRequest;
import io.mnemon.api.governance.v1.UpdateWebhookRequest;
import io.mnemon.api.governance.v1.WebhookSecret;
import io.mnemon.api.governance.v1.WebhookServiceGrpc;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;
import java.time.Duration;

/** Who is told of events over HTTP. */
@GrpcService
class WebhookGrpcService extends WebhookServiceGrpc.WebhookServiceImplBase {
  private final Webhooks webhooks;

  WebhookGrpcService(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  @Override
  public void createWebhook(CreateWebhookRequest request, StreamObserver<WebhookSecret> observer) {
    CallAnswer.one(
        observer,
        () ->
            WebhookMapper.toProto(
                webhooks.create(
                    CallerContext.current(),
                    request.getUrl(),
                    request.getEventsList(),
                    request.getDescription())));
  }

  @Override
  public void listWebhooks(
      ListWebhooksRequest request, StreamObserver<ListWebhooksResponse> observer) {
    CallAnswer.one(observer, () -> WebhookMapper.webhooks(webhooks.list(CallerContext.current())));
  }

  @Override
  public void getWebhook(
      GetWebhookRequest request, StreamObserver<io.mnemon.api.governance.v1.Webhook> observer) {
    CallAnswer.one(
        observer,
        () -> WebhookMapper.toProto(webhooks.get(CallerContext.current(), request.getId())));
  }

  @Override
  public void updateWebhook(
      UpdateWebhookRequest request, StreamObserver<io.mnemon.api.governance.v1.Webhook> observer) {
    CallAnswer.one(
        observer,
        () ->
            WebhookMapper.toProto(
                webhooks.update(
                    CallerContext.current(), request.getId(), WebhookMapper.update(request))));
  }

  @Override
  public void deleteWebhook(DeleteWebhookRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          webhooks.delete(CallerContext.current(), request.getId());
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void rotateWebhookSecret(
      RotateWebhookSecretRequest request, StreamObserver<WebhookSecret> observer) {
    CallAnswer.one(
        observer,
        () ->
            WebhookMapper.toProto(
                webhooks.rotate(
                    CallerContext.current(),
                    request.getId(),
                    request.hasOverlapSeconds()
                        ? Duration.ofSeconds(request.getOverlapSeconds())
                        : null)));
  }

  @Override
  public void listWebhookDeliveries(
      ListWebhookDeliveriesRequest request,
      StreamObserver<ListWebhookDeliveriesResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            WebhookMapper.deliveries(
                webhooks.deliveries(
                    CallerContext.current(),
                    request.getWebhook(),
                    WebhookMapper.state(request.getState()),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void replayWebhookDelivery(
      ReplayWebhookDeliveryRequest request,
      StreamObserver<io.mnemon.api.governance.v1.WebhookDelivery> observer) {
    CallAnswer.one(
        observer,
        () ->
            WebhookMapper.toProto(
                webhooks.replay(
                    CallerContext.current(), request.getWebhook(), request.getDelivery())));
  }
}
