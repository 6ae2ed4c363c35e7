package io.mnemon.embedded;

import io.mnemon.embedded.LoopbackPort.Use;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What the environment says about this start.
 *
 * @param data folder that holds everything
 * @param host the address at which the edges listen, instead of every one
 * @param http port of the edge for HTTP
 * @param grpc port of the edge for gRPC
 * @param postgres an external Postgres, instead of the embedded one
 * @param redis address of an external Redis, instead of the embedded one
 * @param objectStore address of an object store, instead of a folder
 * @param walArchive folder to which the embedded Postgres hands each finished piece of its WAL
 */
public record LaunchSettings(
    Path data,
    Optional<String> host,
    EdgePort http,
    EdgePort grpc,
    Optional<ExternalPostgres> postgres,
    Optional<String> redis,
    Optional<String> objectStore,
    Optional<Path> walArchive) {

  private static final int DEFAULT_HTTP = 8080;
  private static final int DEFAULT_GRPC = 9090;
  private static final int PORTS_TRIED = 100;

  /** A port, and the one that was wanted in its place. */
  public record EdgePort(int number, int wanted) {

    public boolean moved() {
      return number != wanted;
    }
  }

  /** An address in JDBC's form, and the owner of the database. */
  public record ExternalPostgres(String jdbcUrl, String username, String password) {}

  static LaunchSettings of(Map<String, String> environment) {
    return of(environment, LoopbackPort::use);
  }

  /** For a command that opens no port itself. */
  public static LaunchSettings withoutPorts(Map<String, String> environment) {
    return of(environment, port -> Use.FREE);
  }

  /** The data folder alone, for whoever has to name it though other settings are wrong. */
  public static Path data(Map<String, String> environment) {
    return Path.of(given(environment).getOrDefault("MNEMON_DATA", "data"))
        .toAbsolutePath()
        .normalize();
  }

  static LaunchSettings of(Map<String, String> environment, IntFunction<Use> ports) {
    Map<String, String> given = given(environment);
    EdgePort http = edge(given, "MNEMON_HTTP_PORT", DEFAULT_HTTP, ports);
    Optional.ofNullable(given.get("MNEMON_GRPC_PORT"))
        .ifPresent(text -> requireTwo(http.number(), number("MNEMON_GRPC_PORT", text)));
    EdgePort grpc =
        edge(
            given,
            "MNEMON_GRPC_PORT",
            DEFAULT_GRPC,
            port -> port == http.number() ? Use.TAKEN : ports.apply(port));
    return new LaunchSettings(
        data(given),
        Optional.ofNullable(given.get("MNEMON_HOST")),
        http,
        grpc,
        Optional.ofNullable(given.get("MNEMON_POSTGRES_URL")).map(url -> postgres(url, given)),
        Optional.ofNullable(given.get("MNEMON_REDIS_URL")),
        Optional.ofNullable(given.get("MNEMON_OBJECT_STORE")),
        Optional.ofNullable(given.get("MNEMON_WAL_ARCHIVE"))
            .map(folder -> Path.of(folder).toAbsolutePath().normalize()));
  }

  /** Where what listens at a host is found from here, as a URL spells it. */
  static String reachable(String host) {
    if (host.equals("0.0.0.0") || host.equals("::")) {
      return "127.0.0.1";
    }
    return host.contains(":") ? "[" + host + "]" : host;
  }

  /** Under which name people on this machine find the edges. */
  String reachableHost() {
    String reachable = reachable(host.orElse("0.0.0.0"));
    return reachable.equals("127.0.0.1") ? "localhost" : reachable;
  }

  /** The URL of the edge for HTTP. */
  String address() {
    return "http://" + reachableHost() + ":" + http.number();
  }

  /** The variables that say something. */
  static Map<String, String> given(Map<String, String> environment) {
    var given = new HashMap<String, String>();
    environment.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            given.put(name, value.strip());
          }
        });
    return given;
  }

  private static EdgePort edge(
      Map<String, String> given, String variable, int usual, IntFunction<Use> ports) {
    String text = given.get(variable);
    if (text == null) {
      for (int port = usual; port < usual + PORTS_TRIED; port++) {
        if (ports.apply(port) == Use.FREE) {
          return new EdgePort(port, usual);
        }
      }
      throw new CannotStart(
          "No port from %d to %d is free. Set %s to one that is."
              .formatted(usual, usual + PORTS_TRIED - 1, variable));
    }
    int port = number(variable, text);
    requireFree(variable, port, ports);
    return new EdgePort(port, port);
  }

  static void requireFree(String variable, int port, IntFunction<Use> ports) {
    switch (ports.apply(port)) {
      case FREE -> {}
      case TAKEN ->
          throw new CannotStart(
              "Port %d is taken by another program. Stop that program, or set %s to a free port."
                  .formatted(port, variable));
      case FORBIDDEN ->
          throw new CannotStart(
              ("Port %d is below 1024, and this user may not listen there. Set %s to a port from"
                      + " 1024 on.")
                  .formatted(port, variable));
    }
  }

  /** Over HTTP and gRPC a process listens at two ports. */
  static void requireTwo(int http, int grpc) {
    if (http == grpc) {
      throw new CannotStart(
          ("HTTP and gRPC cannot both have port %d. Set MNEMON_HTTP_PORT or MNEMON_GRPC_PORT to"
                  + " another one.")
              .formatted(http));
    }
  }

  static int number(String variable, String text) {
    try {
      int port = Integer.parseInt(text);
      if (port > 0 && port < 65536) {
        return port;
      }
    } catch (NumberFormatException e) {
      throw wrongPort(variable, text);
    }
    throw wrongPort(variable, text);
  }

  private static CannotStart wrongPort(String variable, String text) {
    return new CannotStart(
        "%s is \"%s\", which is no port. Write a number from 1 to 65535."
            .formatted(variable, text));
  }

  static ExternalPostgres postgres(String url, Map<String, String> given) {
    return PostgresUrl.of(url).with(Optional.ofNullable(given.get("MNEMON_POSTGRES_PASSWORD")));
  }
}
