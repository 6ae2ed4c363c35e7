package io.mnemon.governance.tenant;

import io.mnemon.api.ServiceException;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the id after which the next part begins; null at the end
 */
public record Page<T>(List<T> items, @Nullable UUID next) {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  public Page {
    items = List.copyOf(items);
  }

  /**
   * Which part is wanted.
   *
   * @param after the id before the first wanted one; null from the beginning
   */
  public record Request(int limit, @Nullable UUID after) {
    /**
     * @throws ServiceException INVALID_ARGUMENT for a limit or a cursor that cannot be
     */
    public static Request of(@Nullable Integer limit, String cursor) {
      if (limit != null && (limit < 1 || limit > MAX_LIMIT)) {
        throw ServiceException.invalid("limit", "is " + limit + ": give 1 to " + MAX_LIMIT);
      }
      UUID after =
          cursor.isEmpty()
              ? null
              : PrincipalRef.id(cursor)
                  .orElseThrow(
                      () ->
                          ServiceException.invalid(
                              "cursor",
                              "is none of ours: pass the next_cursor of the previous answer"));
      return new Request(limit == null ? DEFAULT_LIMIT : limit, after);
    }

    /** The page of what was found, where one more than the limit was looked for. */
    public <T> Page<T> page(List<T> oneMore, Function<T, UUID> id) {
      if (oneMore.size() <= limit) {
        return new Page<>(oneMore, null);
      }
      List<T> items = oneMore.subList(0, limit);
      return new Page<>(items, id.apply(items.getLast()));
    }
  }
}
