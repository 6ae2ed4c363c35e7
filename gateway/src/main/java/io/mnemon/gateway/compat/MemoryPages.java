package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Lists and searches counted from their beginning, for clients that ask for the third page or the
 * fortieth item. Ours are read by cursors, so what stands before it is read and passed over.
 */
public final class MemoryPages {
  private static final int AT_ONCE = 100;

  private MemoryPages() {}

  /**
   * What was read.
   *
   * @param more whether there is more than that
   */
  public record Read(List<ObjectNode> items, boolean more) {
    public Read {
      items = List.copyOf(items);
    }

    /** A part of it; empty beyond its end. */
    public List<ObjectNode> part(int offset, int limit) {
      int from = Math.min(offset, items.size());
      return items.subList(from, (int) Math.min((long) from + limit, items.size()));
    }
  }

  /**
   * Reads at most so many items.
   *
   * @param method ListMemories or SearchMemories
   * @param field of the answer that holds the items
   */
  public static Read read(
      Calls calls, String method, ObjectNode request, String field, int atMost) {
    List<ObjectNode> items = new ArrayList<>();
    String cursor = "";
    while (items.size() < atMost) {
      ObjectNode part = request.deepCopy();
      part.put("limit", Math.min(AT_ONCE, atMost - items.size()));
      if (!cursor.isEmpty()) {
        part.put("cursor", cursor);
      }
      ObjectNode answer = calls.call(method, part);
      for (JsonNode item : answer.path(field)) {
        items.add((ObjectNode) item);
      }
      cursor = answer.path("next_cursor").asText("");
      if (cursor.isEmpty()) {
        return new Read(items, false);
      }
    }
    return new Read(items, true);
  }
}
