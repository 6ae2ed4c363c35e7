package io.mnemon.image;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that is packaged below the folder deploy. */
enum Program {
  ALL_IN_ONE(
      "all-in-one",
      "mnemon",
      "Governed memory for AI agents: the whole platform in one process, with its own stores",
      List.of(8080, 9090),
      true,
      Map.of()),
  GATEWAY(
      "gateway",
      "mnemon-gateway",
      "Governed memory for AI agents: the edge for HTTP, MCP and gRPC",
      List.of(8080, 9090),
      false,
      Map.of()),
  MEMORY(
      "memory",
      "mnemon-memory",
      "Governed memory for AI agents: the memory service",
      List.of(8081, 9091),
      true,
      // Alone in its container, it is called from other ones.
      Map.of("MNEMON_HOST", "0.0.0.0")),
  GOVERNANCE(
      "governance",
      "mnemon-governance",
      "Governed memory for AI agents: the governance service",
      List.of(8082, 9092),
      true,
      Map.of("MNEMON_HOST", "0.0.0.0"));

  /** The three that are processes of their own on the same stores. */
  static final List<Program> PROCESSES = List.of(GATEWAY, MEMORY, GOVERNANCE);

  private final String folder;
  private final String image;
  private final String description;
  private final List<Integer> ports;
  private final boolean keepsData;
  private final Map<String, String> environment;

  Program(
      String folder,
      String image,
      String description,
      List<Integer> ports,
      boolean keepsData,
      Map<String, String> environment) {
    this.folder = folder;
    this.image = image;
    this.description = description;
    this.ports = ports;
    this.keepsData = keepsData;
    this.environment = environment;
  }

  String folder() {
    return folder;
  }

  /** The name of its image. */
  String image() {
    return image;
  }

  String description() {
    return description;
  }

  /** HTTP first, then gRPC. */
  List<Integer> ports() {
    return ports;
  }

  /** Whether it writes to the data folder. */
  boolean keepsData() {
    return keepsData;
  }

  /** What its image sets besides what all images set. */
  Map<String, String> environment() {
    return environment;
  }

  /** Its folder with jvm.options and target. */
  Path home(Path repository) {
    return repository.resolve("deploy").resolve(folder);
  }

  /** The packaged program itself. */
  Path packaged(Path repository) {
    return home(repository).resolve("target/quarkus-app");
  }
}
