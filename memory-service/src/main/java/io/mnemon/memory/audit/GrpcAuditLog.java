package io.mnemon.memory.audit;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.governance.v1.AppendAuditEntriesRequest;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.api.governance.v1.AuditServiceGrpc.AuditServiceBlockingStub;
import io.mnemon.api.governance.v1.LookUpAuditReadsRequest;
import io.mnemon.api.governance.v1.PendingAuditEntry;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.storage.AuditReads;
import io.mnemon.tenancy.AuditMapper;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.PendingAudit;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The audit log as governance-service keeps it. */
public final class GrpcAuditLog {
  private static final String GOVERNANCE = "governance";
  private static final Caller SELF = Caller.service("memory");

  // Well below what services accept.
  private static final int MAX_REQUEST_BYTES = 2 << 20;

  private final ServiceChannel governance;
  private final AuditServiceBlockingStub stub;
  private final InternalTokens tokens;
  private final Duration timeout;

  public GrpcAuditLog(ServiceChannel governance, InternalTokens tokens, Duration timeout) {
    this.governance = governance;
    this.stub = AuditServiceGrpc.newBlockingStub(governance.channel());
    this.tokens = tokens;
    this.timeout = timeout;
  }

  /** Has entries chained; those that came before are left out. */
  public void append(List<PendingAudit> entries) {
    AppendAuditEntriesRequest.Builder request = AppendAuditEntriesRequest.newBuilder();
    int bytes = 0;
    for (PendingAudit entry : entries) {
      PendingAuditEntry proto = AuditMapper.toProto(entry);
      if (bytes > 0 && bytes + proto.getSerializedSize() > MAX_REQUEST_BYTES) {
        append(request.build());
        request.clear();
        bytes = 0;
      }
      request.addEntries(proto);
      bytes += proto.getSerializedSize();
    }
    append(request.build());
  }

  private void append(AppendAuditEntriesRequest request) {
    call(() -> as().appendAuditEntries(request));
  }

  /** How a tenant wants its reads written down. */
  public AuditReads reads(UUID tenant) {
    LookUpAuditReadsRequest request =
        LookUpAuditReadsRequest.newBuilder().setTenant(tenant.toString()).build();
    return AuditReads.ofWord(call(() -> as().lookUpAuditReads(request)).getReads())
        .orElse(AuditReads.BATCHED);
  }

  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw governance.failure(e);
    }
  }

  private AuditServiceBlockingStub as() {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(SELF, GOVERNANCE));
    return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
