package io.mnemon.embedded;

import io.quarkus.runtime.Application;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;

/** The whole platform in one process: the stores first, then every service on top of them. */
@QuarkusMain
public final class Mnemon {
  private static final String SERVICES = "mnemon";

  private static final AtomicReference<String> GREETING = new AtomicReference<>("");

  private Mnemon() {}

  public static void main(String[] args) {
    if (args.length > 0) {
      System.exit(command(args));
    }
    try {
      LaunchSettings settings = settings(System.getenv());
      Stores stores = Stores.start(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stores), "mnemon-stops-stores"));
      LiteralSettings.publish(properties(settings, stores.properties()));
      GREETING.set(new StartScreen(settings, stores.data()).text());
      stores.data().announce(settings.address());
    } catch (CannotStart e) {
      System.err.println("Mnemon cannot start. " + e.getMessage());
      System.exit(1);
    }
    Quarkus.run(Running.class, args);
  }

  /** Runs a command such as a backup in this process, without the services. */
  private static int command(String... args) {
    for (OperatorCommands commands : ServiceLoader.load(OperatorCommands.class)) {
      return commands.run(List.of(args), System.getenv());
    }
    System.err.println("Mnemon is started without arguments; its settings are MNEMON_… variables.");
    return 2;
  }

  /** What the environment says, which must be nothing that this shape would not do. */
  static LaunchSettings settings(Map<String, String> environment) {
    if (LaunchSettings.given(environment).containsKey("MNEMON_SECRETS")) {
      throw new CannotStart(
          ("MNEMON_SECRETS is set, but everything in one process keeps its secrets in %s, where a"
                  + " backup finds them. Leave it out; secrets that are there already go into that"
                  + " folder.")
              .formatted(LaunchSettings.data(environment).resolve("keys")));
    }
    return LaunchSettings.of(environment);
  }

  /**
   * @param stores the settings by which the services find the stores
   */
  static Map<String, String> properties(LaunchSettings settings, Map<String, String> stores) {
    var values = new LinkedHashMap<>(stores);
    settings
        .host()
        .ifPresent(
            host -> {
              values.put("quarkus.http.host", host);
              values.put("mnemon.gateway.grpc.host", host);
            });
    values.put("quarkus.http.port", Integer.toString(settings.http().number()));
    values.put("mnemon.gateway.grpc.port", Integer.toString(settings.grpc().number()));
    values.put("quarkus.grpc.server.host", "127.0.0.1");
    values.put("quarkus.grpc.server.port", Integer.toString(LoopbackPort.free()));
    values.put("mnemon.calls.in-process", SERVICES);
    for (String target :
        List.of("gateway.memory", "gateway.governance", "memory.governance", "governance.memory")) {
      values.put("mnemon." + target + ".target", "in-process:" + SERVICES);
    }
    return values;
  }

  /** Services go before the stores that they write to. */
  private static void stop(Stores stores) {
    Application services = Application.currentApplication();
    if (services != null) {
      services.awaitShutdown();
    }
    stores.close();
  }

  /**
   * Tells the person at the terminal that everything runs, and stays until the end is asked for.
   */
  public static final class Running implements QuarkusApplication {

    @Override
    public int run(String... args) {
      long upMs = ManagementFactory.getRuntimeMXBean().getUptime();
      System.out.println(GREETING.get() + StartScreen.readyAfter(Duration.ofMillis(upMs)));
      Quarkus.waitForExit();
      return 0;
    }
  }
}
