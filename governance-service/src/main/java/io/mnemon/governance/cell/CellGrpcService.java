package io.mnemon.governance.cell;

import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.CellServiceGrpc;
import io.mnemon.api.governance.v1.ListCellsRequest;
import io.mnemon.api.governance.v1.ListCellsResponse;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;
import java.util.Optional;

/** Which cells there are, for those who run the platform. */
@GrpcService
class CellGrpcService extends CellServiceGrpc.CellServiceImplBase {
  private final CellStore store;
  private final Guard guard;

  CellGrpcService(CellStore store, Guard guard) {
    this.store = store;
    this.guard = guard;
  }

  @Override
  public void listCells(ListCellsRequest request, StreamObserver<ListCellsResponse> observer) {
    CallAnswer.one(
        observer,
        () -> {
          guard.require(CallerContext.current(), "cell.read", Optional.empty());
          ListCellsResponse.Builder answer = ListCellsResponse.newBuilder();
          for (Cell cell : store.cells()) {
            answer.addCells(
                io.mnemon.api.governance.v1.Cell.newBuilder()
                    .setName(cell.name())
                    .setTenants(cell.tenants()));
          }
          return answer.build();
        });
  }
}
