package io.mnemon.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** An export as the platform writes it, with checkpoints on the way. */
final class SampleLog {
  static final SigningKey KEY = SigningKey.create();

  private final Random random;
  private final UUID tenant;

  SampleLog(Random random) {
    this.random = random;
    this.tenant = id();
  }

  List<String> lines(int entries, int checkpointEvery, SigningKey key) {
    LogChain chain = new LogChain(tenant, Sha256.NOTHING, new MerkleTree());
    Instant at = Instant.parse("2026-01-01T12:00:00Z");
    List<String> lines = new ArrayList<>();
    lines.add(Checkpoint.firstLine(tenant, at, List.of(key.publicKey())));
    String last = "";
    int checkpoints = 0;
    for (int i = 1; i <= entries; i++) {
      lines.add(chain.add(entry(at.plusMillis(i))).line());
      if (i % checkpointEvery == 0 || i == entries) {
        Checkpoint checkpoint = Checkpoint.of(chain, ++checkpoints, last, at.plusMillis(i), key);
        last = checkpoint.line();
        lines.add(last);
      }
    }
    lines.add(Checkpoint.lastLine(tenant, entries, checkpoints, chain.head(), at, key));
    return lines;
  }

  LogEntry entry(Instant at) {
    return new LogEntry(
        id(),
        at,
        "memory",
        random.nextBoolean() ? "memory.add" : "memory.search",
        random.nextInt(5) == 0 ? "denied" : "allowed",
        id().toString(),
        "user",
        random.nextBoolean() ? id().toString() : "",
        id().toString(),
        List.of(id().toString(), "quote \" backslash \\ line\n and é"),
        List.of(new LogEntry.Resource("memory", id().toString())),
        random.nextBoolean() ? "memory.add needs the role developer there" : "",
        id().toString(),
        1 + random.nextInt(3));
  }

  private UUID id() {
    return new UUID(random.nextLong(), random.nextLong());
  }
}
