package io.mnemon.gateway.json;

/** Where a field is in a request, e.g. {@code memories[3].scope.user}. */
final class FieldPath {
  private FieldPath() {}

  static String child(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  static String item(String list, int index) {
    return list + "[" + index + "]";
  }
}
