package io.mnemon.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.platform.PackagedPlatform;
import io.mnemon.bench.platform.Platform;
import io.mnemon.bench.report.Report;
import io.mnemon.bench.report.Section;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The whole benchmark at the smallest size, on one platform: it runs, whatever its figures. */
@EnabledIfSystemProperty(named = "mnemon.it", matches = "full")
class BenchIT {
  private static final Path REPOSITORY =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("..").normalize();

  @TempDir private Path folder;

  private final ByteArrayOutputStream screen = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();

  private int run(String... arguments) {
    return Main.commandLine(new PrintStream(screen, true, UTF_8), environment).execute(arguments);
  }

  @Test
  void everythingIsMeasuredComparedAndRecorded() throws IOException {
    Files.createDirectory(folder.resolve("locomo"));
    Files.writeString(
        folder.resolve("locomo/a.json"),
        """
        {"conversation": "1", "sessions": [{"id": "s", "date_time": "1:05 pm on 8 May, 2023",
          "turns": [{"dia_id": "D1:1", "speaker": "Ann", "text": "The kite is red."}]}],
         "questions": [{"question": "Is the kite red?", "category": 4, "evidence": ["D1:1"]}]}
        """);
    environment.put("MNEMON_EVAL", folder.toString());
    String out = folder.resolve("out.json").toString();
    String answers = folder.resolve("answers.json").toString();
    try (PackagedPlatform own = PackagedPlatform.start(REPOSITORY)) {
      Platform platform = own.platform();
      environment.put("MNEMON_URL", "http://localhost:" + platform.httpPort());
      environment.put("MNEMON_GRPC", "localhost:" + platform.grpcPort());
      environment.put("MNEMON_API_KEY", platform.applicationKey());
      environment.put("MNEMON_ADMIN_KEY", platform.adminKey());

      assertThat(
              run(
                  "--sizes=400",
                  "--distinct=50",
                  "--tenants=2",
                  "--seconds=0.1",
                  "--warm-up=0.4",
                  "--rounds=1",
                  "--repository=" + REPOSITORY,
                  "--out=" + out))
          .isZero();
      assertThat(run("compare", out, out)).isZero();
      assertThat(run("answers", answers, "--questions=20", "--fill=20")).isZero();
      assertThat(run("answers", answers, "--compare")).isZero();
      assertThat(
              run(
                  "doors",
                  "--memories=50",
                  "--calls=4",
                  "--rounds=1",
                  "--repository=" + REPOSITORY))
          .isZero();
    }

    Report report = Report.read(Path.of(out));
    assertThat(report.sections())
        .extracting(Section::title)
        .contains(
            "Quality on LoCoMo",
            "Ingest in batches, one tenant",
            "Search, new questions, 2 tenants",
            "Single adds, one tenant");
    assertThat(report.sections())
        .flatExtracting(Section::rows)
        .flatExtracting(row -> row.figures())
        .filteredOn(figure -> figure.name().equals("failed"))
        .allSatisfy(figure -> assertThat(figure.value()).isZero());
    assertThat(report.value("Quality on LoCoMo", "categories 1–4, Mnemon", "any hit@5"))
        .hasValue(1);
    assertThat(screen.toString(UTF_8))
        .contains("20 equal, 0 with the same memories")
        .contains("| Anthropic, create ÷ list and add |", "| SDK for Java, search ÷ a gRPC stub |");
  }
}
