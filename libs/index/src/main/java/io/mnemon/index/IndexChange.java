package io.mnemon.index;

import java.util.UUID;

/** A change of one memory that the index has to follow. */
public sealed interface IndexChange {

  UUID id();

  long version();

  /** About how much of the heap it takes. */
  long bytes();

  /** The memory is now as the document says. */
  record Put(IndexDocument document) implements IndexChange {
    @Override
    public UUID id() {
      return document.id();
    }

    @Override
    public long version() {
      return document.version();
    }

    @Override
    public long bytes() {
      return document.bytes();
    }
  }

  /** The memory is gone; the version is that of the removal. */
  record Remove(UUID id, long version) implements IndexChange {
    private static final long BYTES = 64;

    @Override
    public long bytes() {
      return BYTES;
    }
  }
}
