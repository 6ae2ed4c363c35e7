package io.mnemon.governance.offboarding;

import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.memory.v1.CountTenantRecordsRequest;
import io.mnemon.api.memory.v1.CountTenantRecordsResponse;
import io.mnemon.api.memory.v1.EraseTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsResponse;
import io.mnemon.api.memory.v1.FenceTenantRecordsRequest;
import io.mnemon.api.memory.v1.FenceTenantRecordsResponse;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc.TenantRecordsServiceBlockingStub;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.storage.TenantPages;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** What the memory service holds of a tenant, asked over gRPC. */
final class GrpcMemoryRecords implements MemoryRecords {
  private static final Caller GOVERNANCE = Caller.service("governance");
  private static final String MEMORY = "memory";

  private final ServiceChannel memory;
  private final TenantRecordsServiceBlockingStub stub;
  private final InternalTokens tokens;
  private final Duration timeout;

  /**
   * @param memory the way to memory-service
   * @param timeout how long one answer may take
   */
  GrpcMemoryRecords(ServiceChannel memory, InternalTokens tokens, Duration timeout) {
    this.memory = memory;
    this.stub = TenantRecordsServiceGrpc.newBlockingStub(memory.channel());
    this.tokens = tokens;
    this.timeout = timeout;
  }

  @Override
  public Counted count(UUID tenant) {
    CountTenantRecordsResponse answer =
        ask(
            stub ->
                stub.countTenantRecords(
                    CountTenantRecordsRequest.newBuilder().setTenant(tenant.toString()).build()));
    SortedMap<String, Long> rows = new TreeMap<>();
    answer.getTablesList().forEach(table -> rows.put(table.getTable(), table.getRows()));
    return new Counted(rows, answer.getIndexGone());
  }

  @Override
  public TenantPages.Page export(UUID tenant, String cursor) {
    ExportTenantRecordsRequest request =
        ExportTenantRecordsRequest.newBuilder()
            .setTenant(tenant.toString())
            .setCursor(cursor)
            .build();
    ExportTenantRecordsResponse answer = ask(memory -> memory.exportTenantRecords(request));
    return new TenantPages.Page(answer.getType(), answer.getLinesList(), answer.getNextCursor());
  }

  @Override
  public void fence(UUID tenant) {
    FenceTenantRecordsRequest request =
        FenceTenantRecordsRequest.newBuilder().setTenant(tenant.toString()).build();
    FenceTenantRecordsResponse unused = ask(memory -> memory.fenceTenantRecords(request));
  }

  @Override
  public boolean erase(UUID tenant) {
    EraseTenantRecordsRequest request =
        EraseTenantRecordsRequest.newBuilder().setTenant(tenant.toString()).build();
    return ask(memory -> memory.eraseTenantRecords(request)).getMore();
  }

  private <T> T ask(Function<TenantRecordsServiceBlockingStub, T> question) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(GOVERNANCE, MEMORY));
    try {
      return question.apply(
          stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers)));
    } catch (StatusRuntimeException e) {
      throw memory.failure(e);
    }
  }
}
