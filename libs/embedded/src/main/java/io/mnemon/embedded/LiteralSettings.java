package io.mnemon.embedded;

import java.util.Map;

/** Settings whose texts mean themselves: a dollar in a password is no expression. */
final class LiteralSettings {

  private LiteralSettings() {}

  /** Gives them to the services of this JVM. */
  static void publish(Map<String, String> settings) {
    settings.forEach((name, text) -> System.setProperty(name, literal(text)));
  }

  static String literal(String text) {
    return text.replace("$", "\\$");
  }
}
