package io.mnemon.bench.doors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.bench.doors.Comparison.Medians;
import io.mnemon.bench.platform.Platform;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A client in another language, which measures itself beside what it is made of.
 *
 * @param label what is compared
 * @param command runs it; it reads its plan from its input, and writes its medians in one line
 * @param needed what {@code make sdk} leaves and it needs
 */
record ClientScript(String label, List<String> command, Path needed) {
  private static final ObjectMapper JSON = new ObjectMapper();

  ClientScript {
    command = List.copyOf(command);
  }

  /** How it went. */
  sealed interface Outcome {
    record Measured(Medians medians) implements Outcome {}

    record Missing(String what) implements Outcome {}
  }

  static List<ClientScript> all(Path sdk) {
    Path python = sdk.resolve("python/.venv/bin/python");
    return List.of(
        new ClientScript(
            "SDK for Python, search ÷ httpx",
            List.of(python.toString(), sdk.resolve("python/overhead.py").toString()),
            python),
        new ClientScript(
            "SDK for TypeScript, search ÷ fetch",
            List.of("node", sdk.resolve("typescript/overhead.mjs").toString()),
            sdk.resolve("typescript/dist/index.js")));
  }

  Outcome run(Platform platform, int rounds, int calls, String user, List<String> questions) {
    if (!Files.exists(needed)) {
      return new Outcome.Missing(needed + " is not there, make sdk makes it");
    }
    try {
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.redirectError(ProcessBuilder.Redirect.INHERIT);
      builder
          .environment()
          .put("MNEMON_URL", "http://" + platform.host() + ":" + platform.httpPort());
      builder.environment().put("MNEMON_API_KEY", platform.applicationKey());
      Process process = builder.start();
      try (OutputStream plan = process.getOutputStream()) {
        JSON.writeValue(
            plan, Map.of("rounds", rounds, "calls", calls, "user", user, "questions", questions));
      }
      String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(label + " broke off");
      }
      JsonNode medians = JSON.readTree(told);
      return new Outcome.Measured(
          new Medians(numbers(medians.path("straight")), numbers(medians.path("door"))));
    } catch (IOException e) {
      throw new UncheckedIOException(label + " cannot be measured", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static List<Double> numbers(JsonNode list) {
    List<Double> numbers = new ArrayList<>();
    list.forEach(number -> numbers.add(number.asDouble()));
    return numbers;
  }
}
