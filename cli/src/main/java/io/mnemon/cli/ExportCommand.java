package io.mnemon.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
      "mnemon import takes them in again."
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
      toOutput();
    } else {
      toFile(out.get());
    }
    return ExitCode.OK.number();
  }

  private void toOutput() {
    try (Progress unseen = mnemon.progress("exporting", 0)) {
      mnemon.note(download("", new Counted(mnemon.rawOut(), unseen)) + " memories");
    } catch (UnwrittenException e) {
      throw Output.failure(e.reason());
    }
  }

  private void toFile(Path file) {
    boolean goesOn = resume && Files.exists(file);
    String after = goesOn ? lastWhole(file) : "";
    long lines;
    try (OutputStream stream = goesOn ? appending(file) : ExportFile.open(file);
        Progress progress = mnemon.progress("exporting", 0)) {
      lines = download(after, new Counted(stream, progress));
    } catch (UnwrittenException e) {
      throw cut(file, ExportFile.unwritable(file, e.reason()));
    } catch (IOException e) {
      throw ExportFile.unwritable(file, e);
    } catch (CommandFailure e) {
      throw cut(file, e);
    }
    mnemon.print(
        Json.object(Map.of("file", file.toString(), "lines", lines)),
        done -> new Table("FILE", "LINES").row(done.get("file").text(), done.get("lines").text()));
  }

  private CommandFailure cut(Path file, CommandFailure failure) {
    mnemon.note("What came is in " + file + ": go on with --out " + file + " --resume.");
    return failure;
  }

  private long download(String after, Counted counted) {
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
    return counted.lines;
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

  /** Counts what passes. */
  private static final class Counted extends FilterOutputStream {
    private final Progress progress;
    private long bytes;
    private long lines;

    Counted(OutputStream out, Progress progress) {
      super(out);
      this.progress = progress;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] piece, int offset, int length) throws IOException {
      out.write(piece, offset, length);
      for (int i = offset; i < offset + length; i++) {
        if (piece[i] == '\n') {
          lines++;
        }
      }
      bytes += length;
      progress.at(bytes);
    }
  }
}
