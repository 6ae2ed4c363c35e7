package io.mnemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon import}: takes in an export, or what another system has written. */
@Command(
    name = "import",
    description = {
      "Takes in memories: an export of Mnemon, or what another system has written.",
      "An import that broke off goes on when the same command is given again; one that came to its"
          + " end brings back what was deleted since."
    })
final class ImportCommand implements Callable<Integer> {
  private static final int ATTEMPTS = 3;

  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "PATH", description = "The file or folder, or - for what is piped in.")
  private String path = "";

  @Option(
      names = "--format",
      description = {
        "mnemon (default): lines of JSON, as mnemon export writes them.",
        "mem0: the JSON that mem0 exports.",
        "mcp-memory: the JSON lines of MCP's reference memory server.",
        "markdown: a file or a folder of Markdown and plain text, split at its headings."
      })
  private String format = "mnemon";

  @Option(names = "--dry-run", description = "Tells what would happen, and does nothing.")
  private boolean dryRun;

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(
      names = "--layer",
      description = "Where memories of other formats belong. Default: what the coordinates say.")
  private String layer = "";

  @Option(
      names = "--max-chars",
      description = "markdown: how long a memory may become. Default: 2000.")
  private int maxChars = 2000;

  ImportCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    try (LinesToUpload lines = lines()) {
      Json report = upload(lines);
      if (mnemon.wantsJson()) {
        mnemon.print(report, ImportReports::counts);
      } else {
        mnemon.print(report, ImportReports::counts);
        ImportReports.errors(report).forEach(mnemon::note);
        lines.leftOut().forEach(mnemon::note);
      }
      return report.get("refused").number() > 0 ? ExitCode.REFUSED.number() : ExitCode.OK.number();
    } catch (IOException e) {
      throw CommandFailure.usage(path + " cannot be read: " + e.getMessage());
    }
  }

  private LinesToUpload lines() throws IOException {
    Home home = new Home(scope, layer);
    return switch (format.toLowerCase(Locale.ROOT)) {
      case "mnemon" -> {
        if (home.isNamed()) {
          throw CommandFailure.usage(
              "Each line of an export says where it belongs: leave --layer, --user, --agent,"
                  + " --session and --unit out.");
        }
        yield path.equals("-")
            ? LinesToUpload.of(mnemon.in())
            : LinesToUpload.of(existing(Path.of(path)));
      }
      case "mem0" -> LinesToUpload.of(new Mem0Dump(text(), home));
      case "mcp-memory" -> LinesToUpload.of(new McpMemoryDump(text(), home));
      case "markdown" ->
          LinesToUpload.of(new MarkdownFolder(existing(Path.of(path)), home, maxChars));
      default ->
          throw CommandFailure.usage(
              "'"
                  + Table.printable(format)
                  + "' is no format: it is mnemon, mem0, mcp-memory or markdown.");
    };
  }

  private String text() throws IOException {
    return path.equals("-") ? mnemon.textOrInput("-") : Files.readString(existing(Path.of(path)));
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw CommandFailure.usage(path + " does not exist.");
    }
    return path;
  }

  /** A connection that breaks off is taken up again: what has arrived is passed over. */
  private Json upload(LinesToUpload lines) throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        return uploadOnce(lines);
      } catch (CommandFailure e) {
        if (e.exitCode() != ExitCode.UNREACHABLE || attempt == ATTEMPTS) {
          mnemon.note("The import goes on when the same command is given again.");
          throw e;
        }
        mnemon.note("The connection broke off; the import goes on.");
      }
    }
  }

  private Json uploadOnce(LinesToUpload lines) {
    Members query = new Members();
    if (dryRun) {
      query.with("dry_run", "true");
    } else {
      query.with("upload", lines.name());
    }
    try (Progress progress = mnemon.progress("importing", lines.bytes())) {
      return mnemon
          .server()
          .upload(
              mnemon.key(Credentials.APPLICATION),
              query.toJson(),
              () -> open(lines, progress),
              "v1",
              "memories:import");
    }
  }

  private static InputStream open(LinesToUpload lines, Progress progress) {
    try {
      return lines.open(progress);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
