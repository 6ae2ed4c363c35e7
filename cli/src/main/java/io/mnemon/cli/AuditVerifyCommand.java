package io.mnemon.cli;

import io.mnemon.audit.PublicSigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon audit verify}: proves an export, without a server. */
@Command(
    name = "verify",
    description = {
      "Checks an export of the audit log, without a server: that no entry was changed, removed,",
      "inserted or put elsewhere, and that none is missing at its end."
    })
final class AuditVerifyCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "FILE", description = "The export.")
  private Path file = Path.of("");

  @Option(
      names = "--public-key",
      description = {
        "A public key that may have signed, or a file that holds one; GET /v1/audit/keys tells it.",
        "Without it the key that stands in the export is taken."
      })
  private List<String> publicKeys = new ArrayList<>();

  AuditVerifyCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    mnemon.print(
        VerifiedFile.verify(file, publicKeys.stream().map(AuditVerifyCommand::key).toList()),
        VerifiedFile::table);
    if (publicKeys.isEmpty()) {
      mnemon.note(
          "The key stood in the file itself: who forged one may have forged the other."
              + " Pass --public-key to be sure.");
    }
    return ExitCode.OK.number();
  }

  private static PublicSigningKey key(String keyOrFile) {
    try {
      return PublicSigningKey.of(
          isFile(keyOrFile) ? Files.readString(Path.of(keyOrFile)) : keyOrFile);
    } catch (IllegalArgumentException | IOException e) {
      throw CommandFailure.usage(
          "'"
              + Table.printable(keyOrFile)
              + "' is no public key: give what GET /v1/audit/keys tells as public_key, or a file"
              + " that holds it.");
    }
  }

  private static boolean isFile(String text) {
    try {
      return Files.isRegularFile(Path.of(text));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
