package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.GetOperationRequest;
import io.mnemon.api.memory.v1.ModelUsage;
import io.mnemon.api.memory.v1.OperationItem;
import io.mnemon.api.memory.v1.Superseded;
import io.mnemon.memory.operation.ItemOutcome;
import io.mnemon.memory.operation.Operation;
import io.mnemon.memory.operation.OperationStore;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.tenancy.Caller;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Maps questions for operations to what the caller may see of them. */
final class OperationMapper {
  private final Sights sights;
  private final OperationStore operations;

  OperationMapper(Sights sights, OperationStore operations) {
    this.sights = sights;
    this.operations = operations;
  }

  io.mnemon.api.memory.v1.Operation get(Caller caller, GetOperationRequest request) {
    Checks checks = new Checks("");
    UUID id = checks.id("id", request.getId());
    if (id == null && request.getId().isEmpty()) {
      checks.wrong("id", "is missing");
      checks.done();
    }
    return Optional.ofNullable(id)
        .flatMap(
            known ->
                operations.find(
                    sights.of(caller, "memory.read", Things.operation(known)).scope(), known))
        .map(OperationMapper::toProto)
        .orElseThrow(() -> ServiceException.notFound("operation " + request.getId()));
  }

  private static io.mnemon.api.memory.v1.Operation toProto(Operation operation) {
    io.mnemon.api.memory.v1.Operation.Builder proto =
        io.mnemon.api.memory.v1.Operation.newBuilder()
            .setId(operation.id().toString())
            .setKind(operation.kind().word())
            .setState(operation.state().word())
            .setDone(operation.done())
            .setTotal(operation.items().size())
            .setCreatedAt(TimeMapper.timestamp(operation.createdAt()))
            .addAllItems(operation.items().stream().map(OperationMapper::toProto).toList());
    if (operation.failure() != null) {
      proto.setFailure(operation.failure());
    }
    if (operation.finishedAt() != null) {
      proto.setFinishedAt(TimeMapper.timestamp(operation.finishedAt()));
    }
    String model = operation.usage().model();
    if (model != null) {
      proto.setUsage(
          ModelUsage.newBuilder()
              .setModel(model)
              .setInputTokens(operation.usage().inputTokens())
              .setOutputTokens(operation.usage().outputTokens()));
    }
    return proto.build();
  }

  private static OperationItem toProto(Operation.Item item) {
    ItemOutcome outcome = item.outcome();
    return OperationItem.newBuilder()
        .setMemory(item.memory().toString())
        .setState(item.state().word())
        .addAllLinked(texts(outcome.linked()))
        .addAllSuperseded(
            outcome.superseded().stream()
                .map(
                    pair ->
                        Superseded.newBuilder()
                            .setOlder(pair.older().toString())
                            .setNewer(pair.newer().toString())
                            .setReason(pair.reason())
                            .build())
                .toList())
        .addAllExtracted(texts(outcome.extracted()))
        .addAllKnown(texts(outcome.known()))
        .setFailure(outcome.failure() == null ? "" : outcome.failure())
        .build();
  }

  private static List<String> texts(List<UUID> ids) {
    return ids.stream().map(UUID::toString).toList();
  }
}
