package io.mnemon.governance.provisioning;

import io.mnemon.api.ServiceException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list that is counted, as directories read it.
 *
 * @param total how many there are in all
 */
record Slice<T>(List<T> items, int total) {
  private static final int MAX_COUNT = 200;
  private static final int DEFAULT_COUNT = 100;

  Slice {
    items = List.copyOf(items);
  }

  /**
   * Which part is wanted.
   *
   * @param offset how many come before it
   * @param count how many at most; 0 only counts
   */
  record Request(int offset, int count) {
    /**
     * @throws ServiceException INVALID_ARGUMENT for what cannot be
     */
    static Request of(@Nullable Integer startIndex, @Nullable Integer count) {
      if (startIndex != null && startIndex < 1) {
        throw ServiceException.invalid("start_index", "is " + startIndex + ": count from 1");
      }
      if (count != null && (count < 0 || count > MAX_COUNT)) {
        throw ServiceException.invalid("count", "is " + count + ": give 0 to " + MAX_COUNT);
      }
      return new Request(
          startIndex == null ? 0 : startIndex - 1, count == null ? DEFAULT_COUNT : count);
    }
  }
}
