package io.mnemon.index;

/**
 * How large a filter may be.
 *
 * @param depth how many levels of AND, OR and NOT
 * @param clauses how many conditions in all
 * @param values how many values one condition lists
 * @param length how many characters one text has
 */
public record FilterLimits(int depth, int clauses, int values, int length) {
  public FilterLimits {
    if (depth < 1 || clauses < 1 || values < 1 || length < 1) {
      throw new IllegalArgumentException("each limit of filters must be at least 1");
    }
  }
}
