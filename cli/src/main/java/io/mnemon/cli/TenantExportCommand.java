package io.mnemon.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon tenant export}: writes everything a tenant has to a file, and checks it. */
@Command(
    name = "export",
    description = {
      "Writes everything that a tenant has to a file, as NDJSON, and checks that all of it came.",
      "It holds the personal layers of its users too: protect the file."
    })
final class TenantExportCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "TENANT", description = "The tenant's id.")
  private String tenant = "";

  @Option(
      names = "--confirm",
      required = true,
      description = "The tenant's name: says that personal layers are meant to be exported.")
  private String confirm = "";

  @Option(
      names = "--out",
      required = true,
      description = "The new file; one that is there already is left alone.")
  private Path out = Path.of("");

  TenantExportCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json request = new Members().with("confirm", confirm).toJson();
    try (ExportFile file = ExportFile.create(out)) {
      mnemon
          .server()
          .download(
              mnemon.key(Credentials.ADMIN), request, file, "v1", "tenants", tenant + ":export");
      Json end = file.complete();
      mnemon.print(
          end,
          last ->
              new Table("FILE", "LINES", "SHA-256")
                  .row(out.toString(), last.get("lines").text(), last.get("sha256").text()));
    } catch (UnwrittenException e) {
      throw ExportFile.unwritable(out, e.reason());
    }
    return ExitCode.OK.number();
  }
}
