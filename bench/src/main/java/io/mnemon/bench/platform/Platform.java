package io.mnemon.bench.platform;

import io.mnemon.bench.door.Door;
import io.mnemon.bench.door.GrpcDoor;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.HttpDoor;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A platform that answers.
 *
 * @param applicationKey may act for every user of its tenant
 * @param adminKey may create tenants; empty if nobody has given it
 * @param pid its process, if it runs on this machine
 * @param data its data folder, if it lies on this machine
 */
public record Platform(
    String host,
    int httpPort,
    int grpcPort,
    String applicationKey,
    String adminKey,
    OptionalLong pid,
    Optional<Path> data) {

  public HttpDoor http() {
    return new HttpDoor(host, httpPort);
  }

  public Door grpc() {
    return new GrpcDoor(host, grpcPort);
  }

  public HttpConnection connect() {
    return http().connect();
  }

  /** Hides the keys. */
  @Override
  public String toString() {
    return host + ":" + httpPort;
  }
}
