package io.mnemon.client.langchain4j;

import java.util.List;

/**
 * What makes one list of messages of another.
 *
 * @param added in the order in which they are to be written; the last makes the change valid
 * @param dropped ids of the turns that are to be deleted after that
 */
record TurnChange(List<Added> added, List<String> dropped) {
  TurnChange {
    added = List.copyOf(added);
    dropped = List.copyOf(dropped);
  }

  /**
   * A message that is not kept yet.
   *
   * @param index its place in the new list
   * @param list the whole list in positions if it is the last one, else empty
   */
  record Added(int index, long position, List<Long> list) {
    Added {
      list = List.copyOf(list);
    }
  }
}
