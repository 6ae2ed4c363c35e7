package io.mnemon.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where an API key comes from: the command line, the environment, the data folder, in this order.
 */
enum Credentials {
  APPLICATION("application"),
  ADMIN("admin");

  private final String file;

  Credentials(String file) {
    this.file = file;
  }

  String find(String option, Map<String, String> environment) {
    if (!option.isBlank()) {
      return option.strip();
    }
    String variable = environment.getOrDefault("MNEMON_API_KEY", "");
    return variable.isBlank() ? read(keyFile(environment)) : variable.strip();
  }

  private Path keyFile(Map<String, String> environment) {
    String data = environment.getOrDefault("MNEMON_DATA", "");
    return Path.of(data.isBlank() ? "data" : data, "keys", file);
  }

  private static String read(Path keyFile) {
    try {
      String key = Files.readString(keyFile).strip();
      if (key.isEmpty()) {
        throw CommandFailure.usage("The key file " + keyFile + " is empty." + remedy());
      }
      return key;
    } catch (IOException e) {
      throw CommandFailure.usage("There is no API key: " + keyFile + " cannot be read." + remedy());
    }
  }

  private static String remedy() {
    return " Pass --key, set MNEMON_API_KEY, or set MNEMON_DATA to the data folder.";
  }
}
