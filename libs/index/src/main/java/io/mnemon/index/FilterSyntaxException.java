package io.mnemon.index;

/** Says which part of a filter is wrong, and what would be right. */
public final class FilterSyntaxException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String path;
  private final String problem;

  FilterSyntaxException(String path, String message) {
    super(message);
    this.path = path;
    this.problem = message;
  }

  /** Where in the filter, e.g. {@code filter.AND[1].metadata.size.gtt}. */
  public String path() {
    return path;
  }

  /** What is wrong there, and what would be right. */
  public String problem() {
    return problem;
  }
}
