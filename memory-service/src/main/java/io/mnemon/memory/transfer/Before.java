package io.mnemon.memory.transfer;

import io.mnemon.memory.transfer.ArrivingLine.Right;

/**
 * What an upload has brought before.
 *
 * @param lines up to which line
 * @param isComplete whether it came to its end
 */
record Before(long lines, boolean isComplete) {
  static final Before NOTHING = new Before(0, false);

  boolean has(Right line) {
    return line.number() <= lines;
  }
}
