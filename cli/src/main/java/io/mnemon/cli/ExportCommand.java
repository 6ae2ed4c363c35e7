package io.mnemon.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mnemon export}: writes memories to a file or to the output, a line of JSON each. */
@Command(
    name = "export",
    description = {
      "Writes the memories that the key may see, with their versions and links, a line of JSON"
          + " each.",
      "mnemon import takes them in again. A memory that cannot be read has a line that says so, and"
          + " then the command ends with exit code 1."
    })
final class ExportCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(names = "--layer", description = "Only this layer. May be repeated.")
  private List<String> layers = List.of();

  @Option(names = "--kind", description = "Only this kind. May be repeated.")
  private List<String> kinds = List.of();

  @Option(names = "--tag", description = "Only what carries this tag. May be repeated.")
  private List<String> tags = List.of();

  @Option(
      names = "--vectors",
      description = "With vectors, so that a Mnemon with the same model need not embed again.")
  private boolean vectors;

  @Option(names = "--out", description = "The new file. Default: the output.")
  private Optional<Path> out = Optional.empty();

  @Option(names = "--resume", description = "Goes on where an export into the same file broke off.")
  private boolean resume;

  ExportCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    if (out.isEmpty()) {
      if (resume) {
        throw CommandFailure.usage("--resume needs --out: the file that is to go on.");
      }
      return toOutput();
    }
    return toFile(out.get());
  }

  private int toOutput() {
    try (Progress unseen = mnemon.progress("exporting", 0)) {
      CountedLines lines = new CountedLines(mnemon.rawOut(), unseen);
      download("", lines);
      mnemon.note(lines.memories() + " memories");
      return exitCode(lines);
    } catch (UnwrittenException e) {
      throw Output.failure(e.reason());
    }
  }

  /** A copy that lacks something must not pass for whole. */
  private int exitCode(CountedLines lines) {
    if (lines.unreadable() == 0) {
      return ExitCode.OK.number();
    }
    mnemon.note(
        "%d more cannot be read where they are: their lines have the id and say why (\"unreadable\")."
            .formatted(lines.unreadable()));
    return ExitCode.REFUSED.number();
  }

  private int toFile(Path file) {
    boolean goesOn = resume && Files.exists(file);
    String after = goesOn ? lastWhole(file) : "";
    CountedLines lines;
    try (OutputStream stream = goesOn ? appending(file) : ExportFile.open(file);
        Progress progress = mnemon.progress("exporting", 0)) {
      lines = new CountedLines(stream, progress);
      download(after, lines);
    } catch (UnwrittenException e) {
      throw cut(file, ExportFile.unwritable(file, e.reason()));
    } catch (IOException e) {
      throw ExportFile.unwritable(file, e);
    } catch (CommandFailure e) {
      throw cut(file, e);
    }
    mnemon.print(
        Json.object(report(file, lines)),
        done -> new Table("FILE", "LINES").row(done.get("file").text(), done.get("lines").text()));
    return exitCode(lines);
  }

  private static Map<String, Object> report(Path file, CountedLines lines) {
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("file", file.toString());
    report.put("lines", lines.memories());
    report.put("unreadable", lines.unreadable());
    return report;
  }

  private CommandFailure cut(Path file, CommandFailure failure) {
    mnemon.note("What came is in " + file + ": go on with --out " + file + " --resume.");
    return failure;
  }

  private void download(String after, CountedLines counted) {
    mnemon
        .server()
        .downloadMatching(
            mnemon.key(Credentials.APPLICATION),
            new Members()
                .with("layers", String.join(",", layers))
                .with("kinds", String.join(",", kinds))
                .with("tags", String.join(",", tags))
                .with("vectors", vectors)
                .with("after", after)
                .flat("scope.", scope.toMembers())
                .toJson(),
            counted,
            "v1",
            "memories:export");
  }

  private static OutputStream appending(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.APPEND);
  }

  /** The id of the last whole line; what stands behind it is cut off. */
  private static String lastWhole(Path file) {
    try (RandomAccessFile lines = new RandomAccessFile(file.toFile(), "rw")) {
      long end = lastNewline(lines, lines.length());
      lines.setLength(end + 1);
      if (end < 0) {
        return "";
      }
      long begin = lastNewline(lines, end) + 1;
      byte[] last = new byte[Math.toIntExact(end - begin)];
      lines.seek(begin);
      lines.readFully(last);
      String id =
          Json.parse(new String(last, StandardCharsets.UTF_8)).get("memory").get("id").text();
      if (!id.isEmpty()) {
        return id;
      }
    } catch (IOException e) {
      throw CommandFailure.usage(file + " is no export that can go on: " + e.getMessage());
    }
    throw CommandFailure.usage(file + " is no export that can go on: its last line has no id.");
  }

  /** Where the last end of a line before a place is; -1 if there is none. */
  private static long lastNewline(RandomAccessFile file, long before) throws IOException {
    byte[] block = new byte[8192];
    long at = before;
    while (at > 0) {
      int size = (int) Math.min(block.length, at);
      at -= size;
      file.seek(at);
      file.readFully(block, 0, size);
      for (int i = size - 1; i >= 0; i--) {
        if (block[i] == '\n') {
          return at + i;
        }
      }
    }
    return -1;
  }
}
