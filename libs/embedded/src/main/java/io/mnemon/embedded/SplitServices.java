package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The gateway and the services behind it, each a process of its own, on running stores. */
final class SplitServices implements AutoCloseable {

  private static final String LOOPBACK = "127.0.0.1";

  private final List<KeptService> inOrderOfStopping;
  private final String inside;

  private SplitServices(List<KeptService> inOrderOfStopping, String inside) {
    this.inOrderOfStopping = inOrderOfStopping;
    this.inside = inside;
  }

  /**
   * Returns when all of them are ready.
   *
   * @param deploy the folder with a folder for each process
   * @param environment of this process; each service gets it with its own addresses
   */
  static SplitServices start(
      LaunchSettings settings, Stores stores, Path deploy, Map<String, String> environment) {
    Map<String, String> common = common(stores);
    Leaving leaving = Leaving.of(environment);
    int stopSeconds = (int) leaving.patience().toSeconds();
    Inner memory = Inner.of("memory", environment);
    Inner governance = Inner.of("governance", environment);
    common.put("MNEMON_MEMORY_TARGET", memory.target());
    common.put("MNEMON_GOVERNANCE_TARGET", governance.target());
    var starts =
        List.of(
            starting(
                "gateway",
                deploy,
                settings.host().orElse("0.0.0.0"),
                settings.http().number(),
                gateway(common, settings, leaving),
                stopSeconds),
            starting(
                "memory", deploy, LOOPBACK, memory.http(), memory.environment(common), stopSeconds),
            starting(
                "governance",
                deploy,
                LOOPBACK,
                governance.http(),
                governance.environment(common),
                stopSeconds));
    try {
      CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new)).join();
      List<KeptService> services = starts.stream().map(CompletableFuture::join).toList();
      for (KeptService service : services) {
        service.awaitReady();
      }
      return new SplitServices(services, memory.line() + governance.line());
    } catch (CompletionException e) {
      closeStarted(starts);
      throw e.getCause() instanceof CannotStart refused ? refused : e;
    } catch (CannotStart e) {
      closeStarted(starts);
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closeStarted(starts);
      throw new CannotStart("Interrupted while the services were starting", e);
    }
  }

  private static Map<String, String> common(Stores stores) {
    Map<String, String> properties = stores.properties();
    var common = new HashMap<String, String>();
    common.put("MNEMON_DATA", stores.data().root().toString());
    common.put("MNEMON_POSTGRES_URL", user(properties));
    common.put("MNEMON_POSTGRES_PASSWORD", value(properties, "mnemon.postgres.password"));
    common.put("MNEMON_REDIS_URL", value(properties, "mnemon.redis.url"));
    common.put("MNEMON_OBJECT_STORE", value(properties, "mnemon.object-store"));
    return common;
  }

  private static String user(Map<String, String> properties) {
    String name = URLEncoder.encode(value(properties, "mnemon.postgres.username"), UTF_8);
    return value(properties, "mnemon.postgres.url")
        .replaceFirst("^jdbc:postgresql://", "postgresql://" + name.replace("+", "%20") + "@");
  }

  private static String value(Map<String, String> properties, String name) {
    return Optional.ofNullable(properties.get(name))
        .orElseThrow(() -> new IllegalStateException("The stores did not say " + name));
  }

  private static Map<String, String> gateway(
      Map<String, String> common, LaunchSettings settings, Leaving leaving) {
    var environment = new HashMap<>(common);
    environment.put("MNEMON_HTTP_PORT", Integer.toString(settings.http().number()));
    environment.put("MNEMON_GRPC_PORT", Integer.toString(settings.grpc().number()));
    environment.put("MNEMON_DRAIN_DELAY", leaving.delay().toString());
    return environment;
  }

  private static CompletableFuture<KeptService> starting(
      String name,
      Path deploy,
      String host,
      int httpPort,
      Map<String, String> environment,
      int stopSeconds) {
    return CompletableFuture.supplyAsync(
        () ->
            KeptService.start(name, deploy.resolve(name), host, httpPort, environment, stopSeconds),
        task -> Thread.ofPlatform().daemon().start(task));
  }

  private static void closeStarted(List<CompletableFuture<KeptService>> starts) {
    var started = new ArrayList<KeptService>();
    for (CompletableFuture<KeptService> start : starts) {
      try {
        started.add(start.join());
      } catch (CompletionException e) {
        // This one is why the others are stopped.
        continue;
      }
    }
    started.forEach(KeptService::close);
  }

  /** Where the inside is found, for the screen. */
  String inside() {
    return inside;
  }

  /** The gateway goes first, and each of the others when nobody calls it any more. */
  @Override
  public void close() {
    inOrderOfStopping.forEach(KeptService::close);
  }

  /**
   * A service behind the gateway.
   *
   * @param target all addresses at which it may be found; it runs at the first
   */
  private record Inner(String name, String target, int grpc, int http) {

    static Inner of(String name, Map<String, String> environment) {
      String variable = "MNEMON_" + name.toUpperCase(java.util.Locale.ROOT) + "_TARGET";
      String target = environment.getOrDefault(variable, "");
      if (target.isBlank()) {
        int port = LoopbackPort.free();
        return new Inner(name, "127.0.0.1:" + port, port, LoopbackPort.free());
      }
      String first = target.split(",", 2)[0].strip();
      if (!first.matches("(127\\.0\\.0\\.1|localhost):\\d{1,5}")) {
        throw new CannotStart(
            ("%s is \"%s\", but the %s service is started here. Leave the variable out, or write"
                    + " 127.0.0.1:port.")
                .formatted(variable, target, name));
      }
      int port = LaunchSettings.number(variable, first.substring(first.indexOf(':') + 1));
      LaunchSettings.requireFree(variable, port, LoopbackPort::use);
      return new Inner(name, target, port, LoopbackPort.free());
    }

    Map<String, String> environment(Map<String, String> common) {
      var own = new HashMap<>(common);
      own.put("MNEMON_HOST", LOOPBACK);
      own.put("MNEMON_HTTP_PORT", Integer.toString(http));
      own.put("MNEMON_GRPC_PORT", Integer.toString(grpc));
      return own;
    }

    String line() {
      return "        %-10s  gRPC 127.0.0.1:%d, probes http://127.0.0.1:%d/health%n"
          .formatted(name, grpc, http)
          .stripLeading()
          .indent(8);
    }
  }
}
