package io.mnemon.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** An image in an archive as {@code docker load} takes it, read by somebody who did not make it. */
final class OpenedImage {
  private final Path archive;
  private final JsonNode manifest;
  private final JsonNode config;

  OpenedImage(Path archive) throws IOException {
    this.archive = archive;
    JsonNode documents = documents();
    this.manifest = documents.get("manifest.json").get(0);
    this.config = documents.get(manifest.get("Config").asText());
  }

  private JsonNode documents() throws IOException {
    ObjectNode documents = JsonNodeFactory.instance.objectNode();
    try (var tar = open()) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().endsWith(".json")) {
          documents.set(entry.getName(), new ObjectMapper().readTree(tar.readAllBytes()));
        }
      }
    }
    return documents;
  }

  private TarArchiveInputStream open() throws IOException {
    return new TarArchiveInputStream(new BufferedInputStream(Files.newInputStream(archive)));
  }

  List<String> names() {
    return texts(manifest.get("RepoTags"));
  }

  JsonNode config() {
    return config;
  }

  List<String> entrypoint() {
    return texts(config.get("config").get("Entrypoint"));
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(node -> texts.add(node.asText()));
    return texts;
  }

  /** The entries of each layer, from the base upwards. */
  List<List<TarArchiveEntry>> layers() throws IOException {
    Map<String, List<TarArchiveEntry>> found = new HashMap<>();
    visit(
        (layer, entry, content) -> found.computeIfAbsent(layer, k -> new ArrayList<>()).add(entry));
    return texts(manifest.get("Layers")).stream().map(found::get).toList();
  }

  /** Puts its files below {@code root}, as a container would see them below /. */
  void unpack(Path root) throws IOException {
    visit(
        (layer, entry, content) -> {
          Path path = root.resolve(entry.getName());
          if (entry.isDirectory()) {
            Files.createDirectories(path);
          } else {
            Files.createDirectories(path.getParent());
            Files.copy(content, path);
          }
        });
  }

  @FunctionalInterface
  private interface Visitor {
    void see(String layer, TarArchiveEntry entry, InputStream content) throws IOException;
  }

  private void visit(Visitor visitor) throws IOException {
    List<String> layers = texts(manifest.get("Layers"));
    try (var tar = open()) {
      for (TarArchiveEntry file = tar.getNextEntry(); file != null; file = tar.getNextEntry()) {
        if (layers.contains(file.getName())) {
          var layer = new TarArchiveInputStream(new GZIPInputStream(tar));
          for (TarArchiveEntry entry = layer.getNextEntry();
              entry != null;
              entry = layer.getNextEntry()) {
            visitor.see(file.getName(), entry, layer);
          }
        }
      }
    }
  }
}
