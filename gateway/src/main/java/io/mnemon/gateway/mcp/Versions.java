package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The versions of the protocol that are spoken. */
public final class Versions {
  /** The version whose messages may come in a batch, which is also that of who names none. */
  static final String WITH_BATCHES = "2025-03-26";

  /** Newest first. */
  static final List<String> ALL = List.of("2025-11-25", "2025-06-18", WITH_BATCHES);

  private Versions() {}

  /** What is spoken with a client that greets with these parameters. */
  public static String agreed(JsonNode greeting) {
    String asked = greeting.path("protocolVersion").asText("");
    return ALL.contains(asked) ? asked : ALL.getFirst();
  }
}
