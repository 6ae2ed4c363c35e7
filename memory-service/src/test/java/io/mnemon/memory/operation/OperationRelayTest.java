package io.mnemon.memory.operation;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.operation.Operation.Item;
import io.mnemon.memory.record.Infer;
import io.mnemon.storage.OutboxRow;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OperationRelayTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID ID = new UUID(2, 2);
  private static final int ATTEMPTS = 3;

  private final HeapOperations operations = new HeapOperations();
  private final List<UUID> worked = new ArrayList<>();
  private final Set<UUID> broken = new HashSet<>();
  private boolean mayBegin = true;
  private int renewals = Integer.MAX_VALUE;

  /** One operation with three memories. */
  private static final class HeapOperations implements OperationStore {
    private final List<Item> items = new ArrayList<>();
    private OperationState state = OperationState.QUEUED;
    private @Nullable String failure;

    HeapOperations() {
      for (int i = 0; i < 3; i++) {
        items.add(new Item(i, new UUID(3, i), OperationState.QUEUED, ItemOutcome.NOTHING));
      }
    }

    @Override
    public Optional<Operation> find(TenantScope scope, UUID id) {
      return id.equals(ID)
          ? Optional.of(
              new Operation(
                  ID,
                  new UUID(4, 4),
                  Infer.CONSOLIDATE,
                  state,
                  failure,
                  NOW,
                  null,
                  new Operation.Usage(null, 0, 0),
                  items))
          : Optional.empty();
    }

    @Override
    public void running(TenantScope system, UUID id) {
      state = OperationState.RUNNING;
    }

    @Override
    public void settle(
        TenantScope system, UUID id, int place, OperationState settled, ItemOutcome outcome) {
      items.set(place, new Item(place, items.get(place).memory(), settled, outcome));
    }

    @Override
    public void use(TenantScope system, UUID id, Operation.Usage usage) {
      throw new AssertionError("no model is asked");
    }

    @Override
    public void finish(
        TenantScope system, UUID id, OperationState end, @Nullable String why, Instant at) {
      state = end;
      failure = why;
    }
  }

  @Test
  void whatIsSettledIsNotDoneAgain() {
    broken.add(new UUID(3, 1));

    assertThat(handle(1)).isEmpty();
    broken.clear();
    assertThat(handle(2)).containsExactly(7L);

    assertThat(worked)
        .containsExactly(new UUID(3, 0), new UUID(3, 1), new UUID(3, 2), new UUID(3, 1));
    assertThat(operations.state).isEqualTo(OperationState.DONE);
    assertThat(operations.failure).isNull();
  }

  @Test
  void whatFailsToTheLastSaysWhy() {
    broken.add(new UUID(3, 1));

    for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
      assertThat(handle(attempt)).isEmpty();
      assertThat(operations.state).isEqualTo(OperationState.RUNNING);
    }
    assertThat(handle(ATTEMPTS)).containsExactly(7L);

    assertThat(operations.state).isEqualTo(OperationState.FAILED);
    assertThat(operations.failure).isEqualTo("the index is away");
    assertThat(operations.items.get(2).state()).isEqualTo(OperationState.DONE);
  }

  @Test
  void whatSomebodyElseHasTakenOverIsLeftToThem() {
    renewals = 1;

    assertThat(handle(ATTEMPTS)).isEmpty();

    assertThat(worked).containsExactly(new UUID(3, 0), new UUID(3, 1));
    assertThat(operations.state).isEqualTo(OperationState.RUNNING);
  }

  @Test
  void nothingIsComparedWhileTheIndexLacksSomething() {
    mayBegin = false;

    assertThat(handle(1)).isEmpty();

    assertThat(worked).isEmpty();
    assertThat(operations.state).isEqualTo(OperationState.QUEUED);
  }

  @Test
  void whatIsGoneOrCannotBeDoneHereIsOver() {
    OutboxRow gone = row(new UUID(9, 9), 1);

    assertThat(relay(Map.of()).handle(TENANT, List.of(gone))).containsExactly(7L);
    assertThat(relay(Map.of()).handle(TENANT, List.of(row(ID, 1)))).containsExactly(7L);

    assertThat(operations.state).isEqualTo(OperationState.FAILED);
    assertThat(operations.failure).contains("setting");
  }

  private Set<Long> handle(int attempt) {
    return relay(Map.of(Infer.CONSOLIDATE, this::work)).handle(TENANT, List.of(row(ID, attempt)));
  }

  private OperationRelay relay(Map<Infer, ItemWork> works) {
    return new OperationRelay(
        operations,
        works,
        tenant -> mayBegin,
        row -> renewals-- > 0,
        InstantSource.fixed(NOW),
        ATTEMPTS);
  }

  private ItemOutcome work(UUID tenant, Operation operation, UUID memory) {
    worked.add(memory);
    if (broken.contains(memory)) {
      throw new ServiceException(ErrorCode.UNAVAILABLE, "the index is away");
    }
    return ItemOutcome.NOTHING;
  }

  private static OutboxRow row(UUID operation, int attempt) {
    return new OutboxRow(TENANT, 7, operation, 1, "consolidate", null, NOW, attempt, attempt);
  }
}
