package io.mnemon.bench;

import io.mnemon.bench.quality.Forgetting;
import io.mnemon.bench.quality.Forgetting.Order;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Replays forgetting over LoCoMo. */
@Command(
    name = "forget",
    description = {
      "Keeps 25, 50 and 75 % of LoCoMo's turns and tells how much evidence is still found.",
      "The conversations are read from MNEMON_EVAL (../shared/eval)."
    },
    mixinStandardHelpOptions = true)
final class ForgetCommand implements Callable<Integer> {
  private final PrintStream screen;
  private final Map<String, String> environment;

  ForgetCommand(PrintStream screen, Map<String, String> environment) {
    this.screen = screen;
    this.environment = environment;
  }

  @Override
  public Integer call() {
    Path folder = Path.of(environment.getOrDefault("MNEMON_EVAL", "../shared/eval"));
    for (Order order : Order.values()) {
      screen.println(new Forgetting(folder, order).table(order));
    }
    return 0;
  }
}
