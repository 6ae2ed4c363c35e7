package io.mnemon.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What was not written was not done. */
class OutputTest {
  private static final String LINE = "{\"memory\":{\"id\":\"m1\",\"content\":\"tea\"}}\n";
  private static final String FULL = "No space left on device";

  /** An output that takes so many bytes and no more. */
  private static final class Failing extends OutputStream {
    private final String reason;
    private int room;

    Failing(int room, String reason) {
      this.room = room;
      this.reason = reason;
    }

    @Override
    public void write(int b) throws IOException {
      if (room-- <= 0) {
        throw new IOException(reason);
      }
    }
  }

  private static Map<String, String> to(CannedServer server) {
    return Map.of("MNEMON_URL", server.url(), "MNEMON_API_KEY", "mn_key");
  }

  @Test
  void anExportThatDoesNotFitIsNotDone() {
    try (CannedServer server =
        CannedServer.answering(200, "application/x-ndjson", LINE.repeat(1_000))) {
      Run run = Run.into(new Failing(50, FULL), to(server), "export");

      assertThat(run)
          .isEqualTo(
              new Run(
                  2, "", "mnemon: The output cannot be written: " + FULL + ". It is not whole.\n"));
    }
  }

  @Test
  void neitherIsAnythingElse() {
    try (CannedServer server = CannedServer.answering(200, "{\"id\":\"m1\"}")) {
      assertThat(Run.into(new Failing(0, FULL), to(server), "get", "m1").exitCode()).isEqualTo(2);
      assertThat(Run.into(new Failing(0, FULL), to(server), "--json", "get", "m1").exitCode())
          .isEqualTo(2);
      assertThat(Run.into(new Failing(0, FULL), Map.of(), "--help").exitCode()).isEqualTo(2);
    }
  }

  @Test
  void aReaderWhoHasEnoughIsToldNothing() {
    try (CannedServer server =
        CannedServer.answering(200, "application/x-ndjson", LINE.repeat(1_000))) {
      assertThat(Run.into(new Failing(50, "Broken pipe"), to(server), "export"))
          .isEqualTo(new Run(141, "", ""));
      assertThat(Run.into(new Failing(0, "Broken pipe"), Map.of(), "--help"))
          .isEqualTo(new Run(141, "", ""));
    }
  }

  @Test
  void aFullDiskIsNotTakenForASilentServer() {
    try (CannedServer full = CannedServer.answering(200, "application/x-ndjson", LINE)) {
      Server server = new Server(full.url());

      assertThatThrownBy(() -> server.download("mn_key", new Failing(0, FULL), "v1"))
          .isInstanceOf(UnwrittenException.class)
          .hasRootCauseMessage(FULL);
    }
  }
}
