package io.mnemon.tenancy;

import java.util.Optional;

/** Decides whether a caller may do what it asks for. Failure to decide is a deny. */
public interface Authorizer {

  /**
   * Decides one action.
   *
   * @param caller who asks
   * @param action the named action of the method, e.g. {@code unit.create}
   * @param roleOnResource the caller's strongest role on what the action touches, empty if none
   */
  Decision decide(Caller caller, String action, Optional<Role> roleOnResource);

  /** The outcome of a decision; a denial says which right was missing. */
  sealed interface Decision {
    record Allowed() implements Decision {}

    record Denied(String reason) implements Decision {}
  }
}
