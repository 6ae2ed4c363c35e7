package io.mnemon.governance.approval;

/**
 * What a request is tied to.
 *
 * @param version its version or ETag when the request was made
 */
record Target(String type, String id, String version) {
  /** The type of what a role on a unit is. */
  static final String MEMBERSHIP = "membership";
}
