package io.mnemon.gateway.routing;

import com.github.benmanes.caffeine.cache.Ticker;
import io.grpc.ServiceDescriptor;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc;
import io.mnemon.api.governance.v1.CellServiceGrpc;
import io.mnemon.api.governance.v1.EpochServiceGrpc;
import io.mnemon.api.governance.v1.IdentityServiceGrpc;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc;
import io.mnemon.api.governance.v1.TenantServiceGrpc;
import io.mnemon.api.governance.v1.WebhookServiceGrpc;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.calls.CallLimits;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.tenancy.InternalTokens;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Makes the way from the gateway to the services. */
public final class RoutingWiring {
  private static final List<ServiceDescriptor> MEMORY =
      List.of(
          MemoryServiceGrpc.getServiceDescriptor(),
          OperationServiceGrpc.getServiceDescriptor(),
          TransferServiceGrpc.getServiceDescriptor(),
          EmbeddingServiceGrpc.getServiceDescriptor(),
          WorthServiceGrpc.getServiceDescriptor());
  private static final List<ServiceDescriptor> GOVERNANCE =
      List.of(
          TenantServiceGrpc.getServiceDescriptor(),
          KeyServiceGrpc.getServiceDescriptor(),
          CellServiceGrpc.getServiceDescriptor(),
          EpochServiceGrpc.getServiceDescriptor(),
          AuthorizationServiceGrpc.getServiceDescriptor(),
          IdentityServiceGrpc.getServiceDescriptor(),
          ProvisioningServiceGrpc.getServiceDescriptor(),
          ApprovalServiceGrpc.getServiceDescriptor(),
          WebhookServiceGrpc.getServiceDescriptor(),
          AuditServiceGrpc.getServiceDescriptor(),
          AccessServiceGrpc.getServiceDescriptor());

  @Produces
  @Singleton
  PublicMethods publicMethods() {
    return PublicMethods.ofContract();
  }

  @Produces
  @Singleton
  Services services(
      RoutingConfig config, CallLimits limits, InternalTokens tokens, OpenTelemetry telemetry) {
    int maxBytes = Math.toIntExact(config.maxMessageSize().asLongValue());
    return new Services(
        Map.of(
            "memory",
            new ServiceChannel("memory", config.memory().target(), maxBytes, limits, MEMORY),
            "governance",
            new ServiceChannel(
                "governance", config.governance().target(), maxBytes, limits, GOVERNANCE)),
        new TokenCache(tokens, Ticker.systemTicker()),
        new CallTracing(telemetry)::interceptCall,
        config.deadline(),
        config.streamDeadline());
  }

  void close(@Disposes Services services) {
    services.close();
  }
}
