package io.mnemon.embedded;

import io.mnemon.embedded.LaunchSettings.ExternalPostgres;
import io.mnemon.embedded.LoopbackPort.Use;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * What the environment says to one service that runs as a process of its own: the same names as
 * everywhere, with the stores and the other services behind addresses.
 */
final class ServiceSettings {

  private static final String INSIDE = "127.0.0.1";
  private static final String EVERYWHERE = "0.0.0.0";

  private final Map<String, String> given;
  private final IntFunction<Use> ports;
  private final Map<String, String> properties = new LinkedHashMap<>();

  private ServiceSettings(Map<String, String> environment, IntFunction<Use> ports) {
    this.given = LaunchSettings.given(environment);
    this.ports = ports;
  }

  static Map<String, String> gateway(Map<String, String> environment) {
    return gateway(environment, LoopbackPort::use);
  }

  static Map<String, String> gateway(Map<String, String> environment, IntFunction<Use> ports) {
    var settings = new ServiceSettings(environment, ports);
    settings.common(EVERYWHERE, 8080, "mnemon.gateway.grpc", 9090);
    settings.target("MEMORY", 9091, "mnemon.gateway.memory.target");
    settings.target("GOVERNANCE", 9092, "mnemon.gateway.governance.target");
    if (settings.given.containsKey("MNEMON_REDIS_URL")) {
      settings.redis();
    }
    return settings.properties;
  }

  static Map<String, String> memory(Map<String, String> environment) {
    return memory(environment, LoopbackPort::use);
  }

  static Map<String, String> memory(Map<String, String> environment, IntFunction<Use> ports) {
    var settings = new ServiceSettings(environment, ports);
    settings.common(INSIDE, 8081, "quarkus.grpc.server", 9091);
    settings.target("GOVERNANCE", 9092, "mnemon.memory.governance.target");
    settings.postgres();
    settings.redis();
    settings.properties.put("mnemon.crypto.keyring-file", settings.secretFile("master"));
    settings.properties.put("mnemon.index.directory", settings.data().resolve("index").toString());
    settings.properties.put(
        "mnemon.object-store",
        settings.given.getOrDefault(
            "MNEMON_OBJECT_STORE", settings.data().resolve("objects").toUri().toString()));
    return settings.properties;
  }

  static Map<String, String> governance(Map<String, String> environment) {
    return governance(environment, LoopbackPort::use);
  }

  static Map<String, String> governance(Map<String, String> environment, IntFunction<Use> ports) {
    var settings = new ServiceSettings(environment, ports);
    settings.common(INSIDE, 8082, "quarkus.grpc.server", 9092);
    settings.target("MEMORY", 9091, "mnemon.governance.memory.target");
    settings.postgres();
    settings.properties.put("mnemon.crypto.keyring-file", settings.secretFile("master"));
    settings.signingKey();
    return settings.properties;
  }

  private void common(String usualHost, int usualHttp, String grpc, int usualGrpc) {
    String host = given.getOrDefault("MNEMON_HOST", usualHost);
    properties.put("mnemon.data", data().toString());
    properties.put("quarkus.http.host", host);
    int httpPort = port("MNEMON_HTTP_PORT", usualHttp);
    int grpcPort = port("MNEMON_GRPC_PORT", usualGrpc);
    LaunchSettings.requireTwo(httpPort, grpcPort);
    properties.put("quarkus.http.port", Integer.toString(httpPort));
    properties.put(grpc + ".host", host);
    properties.put(grpc + ".port", Integer.toString(grpcPort));
    properties.put("mnemon.internal.secret-file", secretFile("internal"));
  }

  private int port(String variable, int usual) {
    int port =
        LaunchSettings.number(variable, given.getOrDefault(variable, Integer.toString(usual)));
    LaunchSettings.requireFree(variable, port, ports);
    return port;
  }

  private Path data() {
    return Path.of(given.getOrDefault("MNEMON_DATA", "data")).toAbsolutePath().normalize();
  }

  private Path secrets() {
    return given.containsKey("MNEMON_SECRETS")
        ? Path.of(given.getOrDefault("MNEMON_SECRETS", "")).toAbsolutePath().normalize()
        : data().resolve("keys");
  }

  /** Where it is no secret of all, governance makes one of its own in the data folder. */
  private void signingKey() {
    if (Files.exists(secrets().resolve("audit-signing-key"))) {
      properties.put(
          "mnemon.governance.audit.key-folder",
          PrivateFiles.parent(Path.of(secretFile("audit-signing-key"))).toString());
    }
  }

  private String secretFile(String name) {
    Path file = secrets().resolve(name);
    if (!Files.isReadable(file)) {
      throw new CannotStart(
          ("The secret file %1$s is missing or cannot be read. All services share its text: copy"
                  + " it from where it is, or make it once with \"(umask 077; head -c 32"
                  + " /dev/urandom | base64 > %1$s)\". MNEMON_SECRETS names its folder.")
              .formatted(file));
    }
    return file.toString();
  }

  private void target(String service, int usualPort, String property) {
    String variable = "MNEMON_" + service + "_TARGET";
    String target = given.getOrDefault(variable, INSIDE + ":" + usualPort);
    for (String address : target.split(",", -1)) {
      if (!address.strip().matches("([a-z]+:///?)?[^\\s:,/]+:\\d{1,5}")) {
        throw new CannotStart(
            ("%s is \"%s\", which is no address. Write host:port, several of them with commas"
                    + " between, or dns:///host:port for all addresses of a name.")
                .formatted(variable, target));
      }
    }
    properties.put(property, target);
  }

  private void postgres() {
    String url = given.get("MNEMON_POSTGRES_URL");
    if (url == null) {
      throw new CannotStart(
          "MNEMON_POSTGRES_URL is not set. Write postgresql://user:password@host:5432/database:"
              + " the user owns the database and may create roles.");
    }
    ExternalPostgres postgres = LaunchSettings.postgres(url, given);
    properties.put("mnemon.postgres.url", postgres.jdbcUrl());
    properties.put("mnemon.postgres.username", postgres.username());
    properties.put("mnemon.postgres.password", postgres.password());
  }

  private void redis() {
    String url = given.get("MNEMON_REDIS_URL");
    if (url == null) {
      throw new CannotStart(
          "MNEMON_REDIS_URL is not set. Write redis://host:6379, or redis://:password@host:6379.");
    }
    if (!url.matches("rediss?://.+")) {
      throw new CannotStart(
          "MNEMON_REDIS_URL is not understood. Write redis://host:6379, or"
              + " redis://:password@host:6379.");
    }
    properties.put("mnemon.redis.url", url);
    properties.put("quarkus.redis.hosts", url);
  }
}
