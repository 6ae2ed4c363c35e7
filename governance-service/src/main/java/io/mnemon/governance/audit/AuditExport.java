package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.LogChain;
import io.mnemon.audit.SigningKey;
import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;

/**
 * Tells a tenant's whole log, line by line in bounded memory. It begins with a checkpoint over all
 * that is there and ends with a signed line, so everything in it is covered by a signature.
 */
final class AuditExport {
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Audit audit;
  private final LogStore log;
  private final Checkpoints checkpoints;
  private final Signers signers;
  private final InstantSource clock;
  private final int linesAtOnce;

  AuditExport(
      Audit audit,
      LogStore log,
      Checkpoints checkpoints,
      Signers signers,
      InstantSource clock,
      int linesAtOnce) {
    this.audit = audit;
    this.log = log;
    this.checkpoints = checkpoints;
    this.signers = signers;
    this.clock = clock;
    this.linesAtOnce = linesAtOnce;
  }

  /**
   * @param out takes the bytes in order; may wait, and may throw to give up
   */
  void write(Caller caller, Consumer<byte[]> out) {
    TenantScope scope = audit.admitted(caller, "audit.export");
    AuditedCall.allowNow();
    SigningKey key = signers.key();
    ChainStore.Kept last = checkpoints.take(scope);
    LogChain chain = last.chain();
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Lines lines = new Lines(out);
    // Asked after the last checkpoint was taken: who signed one had begun by then.
    lines.add(Checkpoint.firstLine(chain.tenant(), now, signers.all()));
    long entries = chain.tree().size();
    long done = 0;
    boolean more = true;
    while (more) {
      List<LogStore.Line> page = log.lines(scope, done, entries, linesAtOnce);
      page.forEach(line -> lines.add(line.text()));
      done = page.isEmpty() ? entries : page.getLast().entries();
      more = done < entries;
    }
    lines.add(Checkpoint.lastLine(chain.tenant(), entries, last.number(), chain.head(), now, key));
    lines.send();
  }

  /** Lines on their way out. */
  private static final class Lines {
    private final Consumer<byte[]> out;
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES);

    Lines(Consumer<byte[]> out) {
      this.out = out;
    }

    void add(String line) {
      chunk.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
      if (chunk.size() >= CHUNK_BYTES) {
        send();
      }
    }

    void send() {
      out.accept(chunk.toByteArray());
      chunk.reset();
    }
  }
}
