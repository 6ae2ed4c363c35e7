package io.mnemon.governance;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AccessServiceGrpc.AccessServiceBlockingStub;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc.ApprovalServiceBlockingStub;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.api.governance.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc.AuthorizationServiceBlockingStub;
import io.mnemon.api.governance.v1.CellServiceGrpc;
import io.mnemon.api.governance.v1.CellServiceGrpc.CellServiceBlockingStub;
import io.mnemon.api.governance.v1.EpochServiceGrpc;
import io.mnemon.api.governance.v1.EpochServiceGrpc.EpochServiceBlockingStub;
import io.mnemon.api.governance.v1.IdentityServiceGrpc;
import io.mnemon.api.governance.v1.IdentityServiceGrpc.IdentityServiceBlockingStub;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.KeyServiceGrpc.KeyServiceBlockingStub;
import io.mnemon.api.governance.v1.OffboardingServiceGrpc;
import io.mnemon.api.governance.v1.OffboardingServiceGrpc.OffboardingServiceBlockingStub;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc.ProvisioningServiceBlockingStub;
import io.mnemon.api.governance.v1.TenantServiceGrpc;
import io.mnemon.api.governance.v1.TenantServiceGrpc.TenantServiceBlockingStub;
import io.mnemon.api.governance.v1.WebhookServiceGrpc;
import io.mnemon.api.governance.v1.WebhookServiceGrpc.WebhookServiceBlockingStub;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.CallerMapper;
import io.mnemon.tenancy.InternalTokens;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Calls the service over its port, as the gateway and other services do. */
@Singleton
public class TestCalls {
  private final ManagedChannel channel;
  private final InternalTokens tokens;
  private final BootstrapConfig bootstrap;

  TestCalls(
      @ConfigProperty(name = "quarkus.grpc.server.test-port") int port,
      InternalTokens tokens,
      BootstrapConfig bootstrap) {
    this.channel =
        Grpc.newChannelBuilderForAddress("127.0.0.1", port, InsecureChannelCredentials.create())
            .build();
    this.tokens = tokens;
    this.bootstrap = bootstrap;
  }

  @PreDestroy
  void close() {
    channel.shutdownNow();
  }

  public Channel channel() {
    return channel;
  }

  public AccessServiceBlockingStub access(Caller caller) {
    return AccessServiceGrpc.newBlockingStub(as(caller));
  }

  public KeyServiceBlockingStub keys(Caller caller) {
    return KeyServiceGrpc.newBlockingStub(as(caller));
  }

  public TenantServiceBlockingStub tenants(Caller caller) {
    return TenantServiceGrpc.newBlockingStub(as(caller));
  }

  public EpochServiceBlockingStub epochs(Caller caller) {
    return EpochServiceGrpc.newBlockingStub(as(caller));
  }

  public CellServiceBlockingStub cells(Caller caller) {
    return CellServiceGrpc.newBlockingStub(as(caller));
  }

  public AuthorizationServiceBlockingStub authorization(Caller caller) {
    return AuthorizationServiceGrpc.newBlockingStub(as(caller));
  }

  public IdentityServiceBlockingStub identity(Caller caller) {
    return IdentityServiceGrpc.newBlockingStub(as(caller));
  }

  public ProvisioningServiceBlockingStub provisioning(Caller caller) {
    return ProvisioningServiceGrpc.newBlockingStub(as(caller));
  }

  public AuditServiceBlockingStub audit(Caller caller) {
    return AuditServiceGrpc.newBlockingStub(as(caller));
  }

  public ApprovalServiceBlockingStub approvals(Caller caller) {
    return ApprovalServiceGrpc.newBlockingStub(as(caller));
  }

  public WebhookServiceBlockingStub webhooks(Caller caller) {
    return WebhookServiceGrpc.newBlockingStub(as(caller));
  }

  public OffboardingServiceBlockingStub offboarding(Caller caller) {
    return OffboardingServiceGrpc.newBlockingStub(as(caller));
  }

  /** The caller that a key shows. */
  public Caller authenticate(String key) {
    return CallerMapper.ofProto(
        access(Caller.service("gateway"))
            .authenticate(AuthenticateRequest.newBuilder().setKey(key).build()));
  }

  /** The administrator of the platform that the first start made. */
  public Caller platformAdmin() {
    return authenticate(keyFile("admin"));
  }

  /** The application that the first start made. */
  public Caller firstApplication() {
    return authenticate(keyFile("application"));
  }

  public String keyFile(String name) {
    try {
      return Files.readString(bootstrap.keyFolder().resolve(name)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Channel as(Caller caller) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, "governance"));
    return ClientInterceptors.intercept(
        channel, MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
