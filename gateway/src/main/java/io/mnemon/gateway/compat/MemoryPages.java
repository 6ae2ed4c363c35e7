package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.ObjIntConsumer;

/**
 * Lists and searches counted from their beginning, for clients that ask for the third page or the
 * fortieth item. Ours are read by cursors, so what stands before it is read and passed over; no
 * more than a page of them is held at once.
 */
public final class MemoryPages {
  private static final int AT_ONCE = 100;

  private MemoryPages() {}

  /**
   * How far a list was read.
   *
   * @param count how many items that were
   * @param more whether there is more than that
   */
  public record Walked(int count, boolean more) {}

  /**
   * Goes through at most so many items.
   *
   * @param method of the contract, e.g. ListMemories or SearchMemories
   * @param field of the answer that holds the items
   * @param item takes each, with how many came before it
   */
  public static Walked each(
      Calls calls,
      String method,
      ObjectNode request,
      String field,
      int atMost,
      ObjIntConsumer<ObjectNode> item) {
    int count = 0;
    String cursor = "";
    while (count < atMost) {
      ObjectNode part = request.deepCopy();
      part.put("limit", Math.min(AT_ONCE, atMost - count));
      if (!cursor.isEmpty()) {
        part.put("cursor", cursor);
      }
      ObjectNode answer = calls.call(method, part);
      for (JsonNode one : answer.path(field)) {
        item.accept((ObjectNode) one, count++);
      }
      cursor = answer.path("next_cursor").asText("");
      if (cursor.isEmpty()) {
        return new Walked(count, false);
      }
    }
    return new Walked(count, true);
  }
}
