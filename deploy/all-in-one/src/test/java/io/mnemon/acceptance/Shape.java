package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.test.ChildJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** In which shape the packaged platform is tested: {@code -Dmnemon.shape=all-in-one|split}. */
enum Shape {
  /** One process, as {@code make run} starts it. */
  ALL_IN_ONE,
  /** A process for each service, as {@code make run-split} starts them. */
  SPLIT;

  static Shape current() {
    return "split".equals(System.getProperty("mnemon.shape")) ? SPLIT : ALL_IN_ONE;
  }

  /** The command that starts it, in the folder of the repository. */
  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java().toString());
    command.addAll(ChildJvm.coverage());
    Path deploy = Platform.repository().resolve("deploy");
    switch (this) {
      case ALL_IN_ONE -> {
        Path jar = packaged(deploy.resolve("all-in-one/target/quarkus-app/quarkus-run.jar"));
        command.add("@" + deploy.resolve("all-in-one/jvm.options"));
        command.addAll(List.of("-jar", jar.toString()));
      }
      case SPLIT -> {
        for (String process : List.of("gateway", "memory", "governance")) {
          packaged(deploy.resolve(process + "/target/quarkus-app/quarkus-run.jar"));
        }
        Path libraries = packaged(deploy.resolve("split/target/lib"));
        command.add("@" + deploy.resolve("split/jvm.options"));
        command.addAll(
            List.of("-cp", libraries + "/*", "io.mnemon.embedded.Split", deploy.toString()));
      }
    }
    return command;
  }

  private static Path packaged(Path path) {
    assertThat(path).as("what is packaged for this shape; package the modules of deploy").exists();
    return path;
  }
}
