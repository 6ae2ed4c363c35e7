package io.mnemon.inference;

import io.mnemon.tenancy.TenantTurns;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** A piece of work on its way through the model. */
final class ModelTask implements Runnable {
  private final Urgency urgency;
  private final TenantTurns.Turn turn;
  private final Callable<List<Embedding>> work;
  private final Consumer<ModelTask> ended;
  private final CompletableFuture<List<Embedding>> result = new CompletableFuture<>();

  /** By what others it may be overtaken. */
  enum Urgency {
    QUERY,
    DOCUMENT
  }

  /**
   * @param ended is told when the thread on which it ran is free, before the result
   */
  ModelTask(
      Urgency urgency,
      TenantTurns.Turn turn,
      Callable<List<Embedding>> work,
      Consumer<ModelTask> ended) {
    this.urgency = urgency;
    this.turn = turn;
    this.work = work;
    this.ended = ended;
  }

  Urgency urgency() {
    return urgency;
  }

  TenantTurns.Turn turn() {
    return turn;
  }

  UUID tenant() {
    return turn.tenant();
  }

  /** The vectors, or why there are none. */
  CompletableFuture<List<Embedding>> result() {
    return result;
  }

  @Override
  public void run() {
    Runnable tell = compute();
    try {
      // Who hears the result finds the thread free.
      ended.accept(this);
    } finally {
      tell.run();
    }
  }

  private Runnable compute() {
    if (result.isDone()) {
      return () -> {};
    }
    try {
      List<Embedding> vectors = work.call();
      return () -> result.complete(vectors);
    } catch (Exception | Error e) {
      return () -> result.completeExceptionally(e);
    }
  }
}
