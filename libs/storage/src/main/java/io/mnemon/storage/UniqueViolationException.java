package io.mnemon.storage;

/** A row that exists already: a unique constraint, named here, refused another. */
public final class UniqueViolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String constraintName;

  UniqueViolationException(String constraintName, Throwable cause) {
    super("unique constraint " + constraintName + " was violated", cause);
    this.constraintName = constraintName;
  }

  public String constraintName() {
    return constraintName;
  }
}
