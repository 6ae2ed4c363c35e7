package io.mnemon.governance;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.memory.v1.CountTenantRecordsRequest;
import io.mnemon.api.memory.v1.CountTenantRecordsResponse;
import io.mnemon.api.memory.v1.EraseTenantRecordsRequest;
import io.mnemon.api.memory.v1.EraseTenantRecordsResponse;
import io.mnemon.api.memory.v1.ExportTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsResponse;
import io.mnemon.api.memory.v1.FenceTenantRecordsRequest;
import io.mnemon.api.memory.v1.FenceTenantRecordsResponse;
import io.mnemon.api.memory.v1.TableRows;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc.TenantRecordsServiceImplBase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The memory service by rule: every tenant has two memories there, and each call erases one. */
final class MemoryStandIn extends TenantRecordsServiceImplBase implements AutoCloseable {
  private static final long MEMORIES = 2;

  private final Map<String, Long> left = new ConcurrentHashMap<>();
  private final Server server;

  MemoryStandIn() throws IOException {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
            .addService(this)
            .build()
            .start();
  }

  String target() {
    return "127.0.0.1:" + server.getPort();
  }

  @Override
  public void countTenantRecords(
      CountTenantRecordsRequest request, StreamObserver<CountTenantRecordsResponse> observer) {
    long rows = left.getOrDefault(request.getTenant(), MEMORIES);
    observer.onNext(
        CountTenantRecordsResponse.newBuilder()
            .addTables(TableRows.newBuilder().setTable("memory.memory").setRows(rows))
            .setIndexGone(rows == 0)
            .build());
    observer.onCompleted();
  }

  @Override
  public void exportTenantRecords(
      ExportTenantRecordsRequest request, StreamObserver<ExportTenantRecordsResponse> observer) {
    boolean first = request.getCursor().isEmpty();
    observer.onNext(
        ExportTenantRecordsResponse.newBuilder()
            .setType("memory")
            .addLines("{\"type\":\"memory\",\"content\":\"" + (first ? "one" : "two") + "\"}")
            .setNextCursor(first ? "two" : "")
            .build());
    observer.onCompleted();
  }

  @Override
  public void fenceTenantRecords(
      FenceTenantRecordsRequest request, StreamObserver<FenceTenantRecordsResponse> observer) {
    observer.onNext(FenceTenantRecordsResponse.getDefaultInstance());
    observer.onCompleted();
  }

  @Override
  public void eraseTenantRecords(
      EraseTenantRecordsRequest request, StreamObserver<EraseTenantRecordsResponse> observer) {
    long rows =
        left.merge(request.getTenant(), MEMORIES - 1, (before, any) -> Math.max(0, before - 1));
    observer.onNext(EraseTenantRecordsResponse.newBuilder().setMore(rows > 0).build());
    observer.onCompleted();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
