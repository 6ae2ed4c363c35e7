package io.mnemon.governance.audit;

import io.mnemon.api.ServiceException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries are wanted. What is empty or null does not matter.
 *
 * @param actor a principal's id or name, a pseudonym, or e.g. {@code system:start}
 * @param action an action, or a group of them such as {@code memory.*}
 * @param before entries before this place in the chain
 */
record LogQuery(
    String actor,
    String action,
    String outcome,
    String resource,
    @Nullable Instant from,
    @Nullable Instant to,
    String request,
    long before) {
  LogQuery {
    if (!outcome.isEmpty() && !outcome.equals("allowed") && !outcome.equals("denied")) {
      throw ServiceException.invalid(
          "outcome", "\"" + outcome + "\" is unknown: give allowed or denied");
    }
    if (from != null && to != null && !from.isBefore(to)) {
      throw ServiceException.invalid("from", "must be before to");
    }
  }

  /** The place before which a page begins. */
  static long place(String cursor) {
    if (cursor.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseUnsignedLong(cursor);
    } catch (NumberFormatException e) {
      throw ServiceException.invalid(
          "cursor", "is none of ours: pass the next_cursor of the previous answer");
    }
  }
}
