package io.mnemon.inference;

import io.mnemon.tenancy.TenantTurns;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What waits for the model, of each tenant in its order, and the tenants in turn. For one thread at
 * a time.
 */
final class ModelQueue {
  private final TenantTurns turns;
  private final Map<UUID, Line> lines = new HashMap<>();

  /**
   * @param limit how many texts may wait
   */
  ModelQueue(int limit) {
    turns = new TenantTurns(limit);
  }

  private static final class Line {
    private final Deque<ModelTask> tasks = new ArrayDeque<>();

    /** How many others have begun in the place of these since one of them did. */
    private int overtaken;
  }

  /** As {@link TenantTurns#enter}, in texts. */
  int enter(UUID tenant, int texts) {
    return turns.enter(tenant, texts);
  }

  /** As {@link TenantTurns#take}, in texts. */
  TenantTurns.Turn take(UUID tenant, int texts) {
    return turns.take(tenant, texts);
  }

  void add(ModelTask task) {
    lines.computeIfAbsent(task.tenant(), tenant -> new Line()).tasks.add(task);
  }

  /**
   * The task whose turn it is.
   *
   * @param tenants whose work may begin
   * @param overtaken how often it has been overtaken at least
   */
  Optional<ModelTask> first(Predicate<UUID> tenants, int overtaken) {
    return lines.entrySet().stream()
        .filter(own -> own.getValue().overtaken >= overtaken && tenants.test(own.getKey()))
        .map(own -> own.getValue().tasks.getFirst())
        .min(Comparator.comparing(ModelTask::turn));
  }

  void begin(ModelTask task) {
    remove(task);
    turns.begin(task.turn());
    Line left = lines.get(task.tenant());
    if (left != null) {
      left.overtaken = 0;
    }
  }

  /**
   * Something else has begun in the place of what waits here.
   *
   * @param tenants whose work might have begun
   */
  void isOvertaken(Predicate<UUID> tenants) {
    lines.forEach(
        (tenant, line) -> {
          if (tenants.test(tenant)) {
            line.overtaken++;
          }
        });
  }

  /** Takes out what will never begin; false if it does not wait. */
  boolean leave(ModelTask task) {
    boolean waited = remove(task);
    if (waited) {
      turns.leave(task.turn());
    }
    return waited;
  }

  private boolean remove(ModelTask task) {
    Line line = lines.get(task.tenant());
    if (line == null || !line.tasks.remove(task)) {
      return false;
    }
    if (line.tasks.isEmpty()) {
      lines.remove(task.tenant());
    }
    return true;
  }

  Stream<ModelTask> tasks() {
    return lines.values().stream().flatMap(line -> line.tasks.stream());
  }

  int texts() {
    return turns.waiting();
  }
}
