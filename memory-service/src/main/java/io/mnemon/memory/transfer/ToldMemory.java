package io.mnemon.memory.transfer;

import java.util.UUID;

/** A memory as an export tells it. */
public sealed interface ToldMemory permits WholeMemory, ToldMemory.Unreadable {
  UUID id();

  /**
   * A memory that cannot be read.
   *
   * @param why what is missing
   */
  record Unreadable(UUID id, String why) implements ToldMemory {}
}
