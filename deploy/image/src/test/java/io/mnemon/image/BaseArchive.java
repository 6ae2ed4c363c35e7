package io.mnemon.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** An almost empty base image, in an archive as {@code docker save} writes it. */
final class BaseArchive {
  private BaseArchive() {}

  static Path write(Path file, String architecture) throws IOException {
    byte[] layer = tar(Map.of("etc/base", "the base".getBytes(UTF_8)));
    String config =
        """
        {"architecture": "%s", "os": "linux",
         "config": {"Env": ["PATH=/opt/java/openjdk/bin:/usr/bin", "JAVA_HOME=/opt/java/openjdk"]},
         "rootfs": {"type": "layers", "diff_ids": ["sha256:%s"]}, "history": []}
        """
            .formatted(architecture, sha256(layer));
    String manifest =
        """
        [{"Config": "config.json", "RepoTags": ["base:25"], "Layers": ["layer.tar"]}]
        """;
    byte[] archive =
        tar(
            Map.of(
                "manifest.json", manifest.getBytes(UTF_8),
                "config.json", config.getBytes(UTF_8),
                "layer.tar", layer));
    return Files.write(file, archive);
  }

  private static byte[] tar(Map<String, byte[]> files) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (OutputStream out = bytes;
        var tar = new TarArchiveOutputStream(out)) {
      for (Map.Entry<String, byte[]> file : new TreeMap<>(files).entrySet()) {
        var entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        entry.setModTime(0);
        tar.putArchiveEntry(entry);
        tar.write(file.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }
}
