package io.mnemon.cli;

import io.mnemon.audit.PublicSigningKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mnemon audit export}: writes the log of a tenant to a file, and verifies it. */
@Command(
    name = "export",
    description = {
      "Writes the audit log of the key's tenant to a file, as NDJSON, and verifies it.",
      "It holds pseudonyms instead of persons."
    })
final class AuditExportCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Option(
      names = "--out",
      required = true,
      description = "The new file; one that is there already is left alone.")
  private Path out = Path.of("");

  AuditExportCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Server server = mnemon.server();
    String key = mnemon.key(Credentials.ADMIN);
    List<PublicSigningKey> keys =
        server.get(key, "v1", "audit", "keys").get("keys").items().stream()
            .map(each -> PublicSigningKey.of(each.get("public_key").text()))
            .toList();
    download(server, key);
    mnemon.print(VerifiedFile.verify(out, keys), VerifiedFile::table);
    return ExitCode.OK.number();
  }

  private void download(Server server, String key) {
    try (OutputStream file = ExportFile.open(out)) {
      try {
        server.download(key, file, "v1", "audit:export");
      } catch (CommandFailure | UnwrittenException e) {
        // What came of it is worth nothing.
        Files.deleteIfExists(out);
        throw e;
      }
    } catch (UnwrittenException e) {
      throw ExportFile.unwritable(out, e.reason());
    } catch (IOException e) {
      throw ExportFile.unwritable(out, e);
    }
  }
}
