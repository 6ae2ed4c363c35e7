package io.mnemon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

  @Test
  void aKeyThatALaterPartNeedsIsAskedForBeforeAnythingIsMeasured() {
    StringWriter errors = new StringWriter();
    CommandLine bench =
        Main.commandLine(
                new PrintStream(OutputStream.nullOutputStream()),
                Map.of("MNEMON_URL", "http://localhost:1", "MNEMON_API_KEY", "k"))
            .setErr(new PrintWriter(errors, true));

    assertThat(bench.execute("--only=speed", "--tenants=2")).isNotZero();
    assertThat(errors).asString().contains("MNEMON_ADMIN_KEY", "--tenants=0");
  }
}
