package io.mnemon.tenancy;

/** Decides whether a caller may do what it asks for. Failure to decide is a deny. */
public interface Authorizer {

  /**
   * Decides one action. An agent that acts on behalf of a user may do what both may.
   *
   * @param caller who asks
   * @param action the named action of the method, e.g. {@code unit.create}
   * @param place what the action touches, and what the caller holds there
   */
  Decision decide(Caller caller, String action, Place place);

  /** The outcome of a decision; a denial says which right was missing. */
  sealed interface Decision {
    record Allowed() implements Decision {}

    record Denied(String reason) implements Decision {}
  }
}
