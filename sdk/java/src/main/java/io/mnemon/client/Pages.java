package io.mnemon.client;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What lies on many pages, as one stream; a page is read when it is needed. */
final class Pages {
  private Pages() {}

  /**
   * @param first the cursor to begin with, empty for the beginning
   * @param next the cursor of the page after, empty after the last
   */
  static <P, T> Stream<T> stream(
      String first,
      Function<String, P> read,
      Function<P, List<T>> items,
      Function<P, String> next) {
    return Stream.iterate(
            Optional.of(read.apply(first)),
            Optional::isPresent,
            page -> page.map(next).filter(cursor -> !cursor.isEmpty()).map(read))
        .flatMap(page -> items.apply(page.orElseThrow()).stream());
  }
}
