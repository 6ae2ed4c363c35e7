package io.mnemon.memory.operation;

import io.mnemon.api.ServiceException;
import io.mnemon.memory.operation.ItemWork.UnfitItemException;
import io.mnemon.memory.operation.Operation.Item;
import io.mnemon.memory.record.Infer;
import io.mnemon.storage.OutboxHandler;
import io.mnemon.storage.OutboxRow;
import io.mnemon.tenancy.TenantScope;
import io.mnemon.tenancy.WorkingFor;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Works off operations. Each item is settled by itself, so that whoever takes an operation over
 * goes on where another was killed; what fails for now is tried again with growing pauses, and what
 * fails to the last says so on the operation.
 */
public final class OperationRelay implements OutboxHandler {
  private static final Logger LOG = Logger.getLogger(OperationRelay.class);
  private static final String JOB = "operation";

  private final OperationStore operations;
  private final Map<Infer, ItemWork> works;
  private final Predicate<UUID> mayBegin;
  private final Predicate<OutboxRow> renewal;
  private final InstantSource clock;
  private final int mostAttempts;

  /**
   * @param mayBegin whether a tenant's memories can be compared now
   * @param renewal prolongs the lease of an operation after each of its items; false if somebody
   *     else has taken it over
   * @param mostAttempts how often an operation is begun until it has failed
   */
  public OperationRelay(
      OperationStore operations,
      Map<Infer, ItemWork> works,
      Predicate<UUID> mayBegin,
      Predicate<OutboxRow> renewal,
      InstantSource clock,
      int mostAttempts) {
    this.operations = operations;
    this.works = Map.copyOf(works);
    this.mayBegin = mayBegin;
    this.renewal = renewal;
    this.clock = clock;
    this.mostAttempts = mostAttempts;
  }

  @Override
  public Set<Long> handle(UUID tenant, List<OutboxRow> rows) {
    Set<Long> done = new HashSet<>();
    for (OutboxRow row : rows) {
      if (WorkingFor.tenant(tenant, () -> isOver(tenant, row))) {
        done.add(row.id());
      }
    }
    return done;
  }

  /** Whether nothing is left to be done. */
  private boolean isOver(UUID tenant, OutboxRow row) {
    TenantScope system = TenantScope.system(tenant, JOB);
    UUID id = row.aggregate();
    boolean isLast = row.attempts() >= mostAttempts;
    Optional<Operation> found = operations.find(system, id);
    if (found.isEmpty()) {
      return true;
    }
    Operation operation = found.get();
    if (!mayBegin.test(tenant) && !isLast) {
      return false;
    }
    operations.running(system, id);
    ItemWork work = works.get(operation.kind());
    @Nullable String failure = null;
    for (Item item : operation.items()) {
      if (!item.state().isOver()) {
        String why =
            work == null
                ? "it cannot be done here: the setting for it was taken away"
                : settle(system, operation, item, work);
        failure = why == null ? failure : why;
        if (!renewal.test(row)) {
          return false;
        }
      }
    }
    if (failure != null && !isLast && work != null) {
      return false;
    }
    boolean failed = failure != null || anyFailed(system, id);
    operations.finish(
        system,
        id,
        failed ? OperationState.FAILED : OperationState.DONE,
        failure,
        clock.instant().truncatedTo(ChronoUnit.MICROS));
    return true;
  }

  private boolean anyFailed(TenantScope system, UUID id) {
    return operations.find(system, id).stream()
        .flatMap(operation -> operation.items().stream())
        .anyMatch(item -> item.state() == OperationState.FAILED);
  }

  /** Why it could not be settled now; null if it is. */
  private @Nullable String settle(
      TenantScope system, Operation operation, Item item, ItemWork work) {
    try {
      ItemOutcome outcome = work.on(system.tenant(), operation, item.memory());
      operations.settle(
          system,
          operation.id(),
          item.place(),
          outcome.failure() == null ? OperationState.DONE : OperationState.FAILED,
          outcome);
      return null;
    } catch (UnfitItemException e) {
      operations.settle(
          system,
          operation.id(),
          item.place(),
          OperationState.FAILED,
          ItemOutcome.failed(String.valueOf(e.getMessage())));
      return null;
    } catch (RuntimeException e) {
      LOG.warnf(e, "operation %s of tenant %s goes on later", operation.id(), system.tenant());
      return e instanceof ServiceException known
          ? known.publicMessage()
          : "an error inside: " + e.getClass().getSimpleName();
    }
  }
}
