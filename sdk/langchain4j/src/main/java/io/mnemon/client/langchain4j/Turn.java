package io.mnemon.client.langchain4j;

import java.util.List;

/**
 * A message that is kept.
 *
 * @param id of its memory
 * @param position of its writing: no two turns of a chat have the same
 * @param message as LangChain4j writes it
 * @param system whether it is the system's message, which stays while others grow old
 * @param list the positions of all messages of the chat in their order, as of this turn; empty if
 *     the update that it belongs to goes on after it
 */
record Turn(String id, long position, String message, boolean system, List<Long> list) {
  Turn {
    list = List.copyOf(list);
  }
}
