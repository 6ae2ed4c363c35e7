package io.mnemon.memory.sight;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AccessServiceGrpc.AccessServiceBlockingStub;
import io.mnemon.api.governance.v1.ReadRulesRequest;
import io.mnemon.authorization.CustomRole;
import io.mnemon.authorization.TenantPolicy;
import io.mnemon.authorization.TenantRules;
import io.mnemon.authorization.TenantRulesSource;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** The rules of tenants as governance-service knows them. */
public final class GrpcTenantRules implements TenantRulesSource {
  private static final String GOVERNANCE = "governance";
  private static final Caller ASKING = Caller.service("memory");

  private final ServiceChannel governance;
  private final AccessServiceBlockingStub stub;
  private final InternalTokens tokens;
  private final Duration timeout;

  /**
   * @param governance the way to governance-service
   * @param timeout how long an answer may take
   */
  public GrpcTenantRules(ServiceChannel governance, InternalTokens tokens, Duration timeout) {
    this.governance = governance;
    this.stub = AccessServiceGrpc.newBlockingStub(governance.channel());
    this.tokens = tokens;
    this.timeout = timeout;
  }

  @Override
  public TenantRules read(UUID tenant) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(ASKING, GOVERNANCE));
    try {
      return rules(
          stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .readRules(ReadRulesRequest.newBuilder().setTenant(tenant.toString()).build()));
    } catch (StatusRuntimeException e) {
      throw governance.failure(e);
    }
  }

  private static TenantRules rules(io.mnemon.api.governance.v1.TenantRules proto) {
    return new TenantRules(
        proto.getEpoch(),
        proto.getRolesList().stream()
            .map(
                role ->
                    new CustomRole(
                        UUID.fromString(role.getId()), role.getName(), role.getActionsList()))
            .toList(),
        proto.getPoliciesList().stream()
            .map(policy -> new TenantPolicy(policy.getName(), policy.getText()))
            .toList());
  }
}
