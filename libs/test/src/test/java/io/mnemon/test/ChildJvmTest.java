package io.mnemon.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {
  /** What the child runs. */
  static final class Child {
    public static void main(String[] arguments) {
      System.out.println("hello");
    }
  }

  @Test
  void whatAChildRunsIsCovered(@TempDir Path folder) throws IOException, InterruptedException {
    assumeFalse(ChildJvm.coverage().isEmpty(), "coverage is not measured in this run");
    Path exec = folder.resolve("child.exec");
    List<String> command = new ArrayList<>(List.of(ChildJvm.java().toString()));
    ChildJvm.coverage()
        .forEach(option -> command.add(option.replaceFirst("destfile=[^,]*", "destfile=" + exec)));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Child.class.getName()));

    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();

    assertThat(child.inputReader().readLine()).isEqualTo("hello");
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(exec, StandardCharsets.ISO_8859_1))
        .contains(Child.class.getName().replace('.', '/'));
  }
}
