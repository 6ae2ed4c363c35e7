package io.mnemon.storage;

import java.util.regex.Pattern;

/** The keys that every object store takes. */
final class ObjectKeys {
  private static final int MAX_LENGTH = 1024;
  private static final Pattern KEY =
      Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*+");

  private ObjectKeys() {}

  static boolean isOne(String key) {
    return key.length() <= MAX_LENGTH && KEY.matcher(key).matches();
  }

  static String check(String key) {
    if (!isOne(key)) {
      throw new IllegalArgumentException(
          "an object's key is at most 1,024 characters of A-Z a-z 0-9 . _ - in segments separated"
              + " by single slashes, and no segment starts with a dot");
    }
    return key;
  }
}
