package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.IntUnaryOperator;
import java.util.function.ObjIntConsumer;
import java.util.function.Predicate;

/**
 * Lists and searches counted from their beginning, for clients that ask for the third page or the
 * fortieth item. Ours are read by cursors, so what stands before it is read and passed over; no
 * more than a page of them is held at once.
 */
public final class MemoryPages {
  /** The most that one call answers. */
  public static final int AT_ONCE = 100;

  /** How far a search goes. */
  public static final int MOST_RANKED = 1_000;

  private MemoryPages() {}

  /**
   * How far a list was read.
   *
   * @param count how many items that were
   * @param more whether there is more than that, or nobody wanted to know
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
    return walk(
        calls,
        method,
        request,
        field,
        count -> Math.min(AT_ONCE, atMost - count),
        atMost,
        (one, index) -> {
          item.accept(one, index);
          return true;
        });
  }

  /**
   * Goes through at most so many results of a search, in pages of one size: how large they are
   * decides how deep is searched, and what is cut from searches of different depths overlaps.
   *
   * @param size of a page, at most 100
   * @param item takes each and tells whether more are wanted
   */
  public static Walked ranked(
      Calls calls, ObjectNode request, int size, int atMost, Predicate<ObjectNode> item) {
    return walk(
        calls,
        "SearchMemories",
        request,
        "results",
        count -> size,
        atMost,
        (one, index) -> item.test(one));
  }

  /**
   * Goes through a list of memories until enough was seen.
   *
   * @param size of a page, at most 100
   * @param item takes each and tells whether more are wanted
   */
  public static Walked listed(
      Calls calls, ObjectNode request, int size, int atMost, Predicate<ObjectNode> item) {
    return walk(
        calls,
        "ListMemories",
        request,
        "memories",
        count -> size,
        atMost,
        (one, index) -> item.test(one));
  }

  private static Walked walk(
      Calls calls,
      String method,
      ObjectNode request,
      String field,
      IntUnaryOperator limit,
      int atMost,
      Taker item) {
    int count = 0;
    String cursor = "";
    while (count < atMost) {
      ObjectNode part = request.deepCopy();
      part.put("limit", limit.applyAsInt(count));
      if (!cursor.isEmpty()) {
        part.put("cursor", cursor);
      }
      ObjectNode answer = calls.call(method, part);
      for (JsonNode one : answer.path(field)) {
        if (count == atMost || !item.take((ObjectNode) one, count++)) {
          return new Walked(count, true);
        }
      }
      cursor = answer.path("next_cursor").asText("");
      if (cursor.isEmpty()) {
        return new Walked(count, false);
      }
    }
    return new Walked(count, true);
  }

  private interface Taker {
    boolean take(ObjectNode item, int index);
  }
}
