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
  private final int page;
  private final int mostVersions;

  /**
   * @param page how many memories are read at once
   * @param mostVersions how many versions of one memory are told
   */
  public Exporting(TransferStore store, int page, int mostVersions) {
    this.store = store;
    this.page = page;
    this.mostVersions = mostVersions;
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
      TransferStore.Page next = store.page(scope, selection, vectors, from, page, mostVersions);
      if (!next.memories().isEmpty()) {
        out.accept(next.memories());
      }
      from = next.next();
    } while (from.isPresent());
  }
}
