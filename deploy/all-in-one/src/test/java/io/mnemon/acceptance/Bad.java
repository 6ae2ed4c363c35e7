package io.mnemon.acceptance;

/**
 * A request that must be refused, and how.
 *
 * @param what what is wrong with it
 * @param call the request, with its credential
 * @param status the HTTP status of the refusal
 * @param type the last word of the problem's type
 * @param field the field that a violation names; empty if none needs to
 * @param hint a word that the refusal must contain, so that it says what would be right
 */
record Bad(String what, Call call, int status, String type, String field, String hint) {

  static Bad of(String what, Call call, int status, String type) {
    return new Bad(what, call, status, type, "", "");
  }

  /** A field is wrong. */
  static Bad field(String what, Call call, String field, String hint) {
    return new Bad(what, call, 400, "invalid-argument", field, hint);
  }

  static Bad notFound(String what, Call call) {
    return of(what, call, 404, "not-found");
  }

  static Bad unauthenticated(String what, Call call) {
    return of(what, call, 401, "unauthenticated");
  }

  @Override
  public String toString() {
    return what;
  }
}
