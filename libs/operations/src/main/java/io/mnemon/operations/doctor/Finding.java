package io.mnemon.operations.doctor;

/**
 * Something that is not as it should be.
 *
 * @param fault its short name, the same for the same fault everywhere
 * @param seen what was found, with names and numbers
 * @param why it matters
 * @param remedy what to do, if possible a command
 */
public record Finding(Severity severity, String fault, String seen, String why, String remedy) {

  /** How soon somebody has to act. */
  public enum Severity {
    /** It works, and may not for long. */
    WARNING,
    /** Data or answers are in danger, or it does not work. */
    ERROR
  }

  static Finding error(String fault, String seen, String why, String remedy) {
    return new Finding(Severity.ERROR, fault, seen, why, remedy);
  }

  static Finding warning(String fault, String seen, String why, String remedy) {
    return new Finding(Severity.WARNING, fault, seen, why, remedy);
  }
}
