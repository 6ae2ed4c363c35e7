package io.mnemon.cli;

import io.mnemon.audit.ExportVerifier;
import io.mnemon.audit.PublicSigningKey;
import io.mnemon.audit.Verification;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** An export of the audit log that was found genuine. */
final class VerifiedFile {
  private VerifiedFile() {}

  /**
   * What the export says of itself.
   *
   * @throws CommandFailure if it is not what was signed
   */
  static Json verify(Path file, List<PublicSigningKey> keys) {
    try (InputStream export = Files.newInputStream(file)) {
      return switch (ExportVerifier.verify(export, keys)) {
        case Verification.Sound sound -> json(file, sound);
        case Verification.Broken broken ->
            throw CommandFailure.refused(
                "%s is not what was signed. Line %d: %s."
                    .formatted(file, broken.line(), Table.printable(broken.what())),
                new Members()
                    .with("file", file.toString())
                    .with("line", Optional.of(broken.line()))
                    .with("seq", Optional.of(broken.seq()))
                    .with("finding", broken.what())
                    .toJson()
                    .toString());
      };
    } catch (IOException e) {
      throw CommandFailure.usage(file + " cannot be read: " + e.getMessage());
    }
  }

  private static Json json(Path file, Verification.Sound sound) {
    return new Members()
        .with("file", file.toString())
        .with("sound", true)
        .with("tenant", sound.tenant())
        .with("entries", Optional.of(sound.entries()))
        .with("checkpoints", Optional.of(sound.checkpoints()))
        .with("exported_at", sound.exportedAt())
        .with("key", sound.key())
        .toJson();
  }

  static Table table(Json json) {
    return new Table("FILE", "ENTRIES", "CHECKPOINTS", "EXPORTED AT", "SIGNED BY", "VERDICT")
        .row(
            json.get("file").text(),
            json.get("entries").text(),
            json.get("checkpoints").text(),
            json.get("exported_at").text(),
            json.get("key").text(),
            "genuine");
  }
}
