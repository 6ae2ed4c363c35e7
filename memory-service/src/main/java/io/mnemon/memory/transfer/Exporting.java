package io.mnemon.memory.transfer;

import io.mnemon.memory.record.Selection;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** Tells whole memories page by page, no faster than somebody takes them. */
public final class Exporting {
  private final TransferStore store;
  private final TransferStore.Most most;

  /**
   * @param most how much is read at once
   */
  public Exporting(TransferStore store, TransferStore.Most most) {
    this.store = store;
    this.most = most;
  }

  /**
   * @param vectors whether each comes with its vector
   * @param out takes the pages in order; may wait, and may throw to give up
   */
  public void write(
      TenantScope scope,
      Selection selection,
      boolean vectors,
      Optional<UUID> after,
      Consumer<List<ToldMemory>> out) {
    Optional<UUID> from = after;
    do {
      TransferStore.Page next = store.page(scope, selection, vectors, from, most);
      if (!next.memories().isEmpty()) {
        out.accept(next.memories());
      }
      from = next.next();
    } while (from.isPresent());
  }
}
