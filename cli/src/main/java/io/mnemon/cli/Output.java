package io.mnemon.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where results go, as text or as bytes. A PrintWriter keeps to itself that what it was given went
 * nowhere; this one can be asked, and knows why.
 */
final class Output extends PrintWriter {
  private final Watched stream;

  Output(OutputStream out) {
    this(new Watched(out));
  }

  private Output(Watched stream) {
    super(stream, true, StandardCharsets.UTF_8);
    this.stream = stream;
  }

  /** For what is too long to be held; behind what has been printed, and not kept back. */
  OutputStream bytes() {
    flush();
    return stream;
  }

  /** What the command has to tell if not everything could be written so far. */
  Optional<CommandFailure> failure() {
    flush();
    return Optional.ofNullable(stream.failure).map(Output::failure);
  }

  /** What the command has to tell of a write that failed. */
  static CommandFailure failure(IOException e) {
    String reason = String.valueOf(e.getMessage());
    // There is no other sign that whoever read has enough, as head does.
    if (reason.toLowerCase(Locale.ROOT).contains("pipe")) {
      return CommandFailure.unwanted(e);
    }
    return CommandFailure.usage("The output cannot be written: " + reason + ". It is not whole.");
  }

  /** Remembers why a write failed first. */
  private static final class Watched extends FilterOutputStream {
    private @Nullable IOException failure;

    Watched(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
      } catch (IOException e) {
        throw remembered(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw remembered(e);
      }
    }

    private IOException remembered(IOException e) {
      if (failure == null) {
        failure = e;
      }
      return e;
    }
  }
}
