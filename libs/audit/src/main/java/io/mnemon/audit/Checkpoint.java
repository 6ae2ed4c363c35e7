package io.mnemon.audit;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A signed statement: so many entries there are, and these they are. Checkpoints of a tenant are
 * numbered from one on, and each holds the hash of the one before it.
 *
 * @param entries how many entries it covers, from the first on
 * @param line the statement with its signature
 */
public record Checkpoint(long number, long entries, Sha256 root, Instant at, String line) {
  private static final Pattern CLAIM =
      Pattern.compile(
          """
          ^\\{"type":"checkpoint","number":(?<number>\\d{1,18}),"tenant":"[0-9a-f-]+",\
          "entries":(?<entries>\\d{1,18}),"root":"[0-9a-f]{64}","head":"(?<head>[0-9a-f]{64})",""");

  /**
   * Signs the chain as it is.
   *
   * @param previous the line of the checkpoint before it; empty for the first
   */
  public static Checkpoint of(
      LogChain chain, long number, String previous, Instant at, SigningKey key) {
    Sha256 root = chain.tree().root();
    String text =
        new LogLine("checkpoint")
            .number("number", number)
            .text("tenant", chain.tenant().toString())
            .number("entries", chain.tree().size())
            .text("root", root.hex())
            .text("head", chain.head().hex())
            .text("at", at.toString())
            .text("key", key.publicKey().id())
            .text("prev", (previous.isEmpty() ? Sha256.NOTHING : Sha256.of(previous)).hex())
            .end();
    return new Checkpoint(number, chain.tree().size(), root, at, key.sign(text));
  }

  /**
   * What a line of {@link #of} says of its chain.
   *
   * @param entries how many there were
   * @param head the hash of the last of them
   */
  public record Claim(long number, long entries, Sha256 head) {}

  /** What a line says; empty if it is none of a checkpoint. Its signature is not looked at. */
  public static Optional<Claim> claimOf(String line) {
    Matcher said = CLAIM.matcher(line);
    return said.find()
        ? Optional.of(
            new Claim(
                Long.parseLong(said.group("number")),
                Long.parseLong(said.group("entries")),
                Sha256.ofBytes(HexFormat.of().parseHex(said.group("head")))))
        : Optional.empty();
  }

  /** The first line of an export. */
  public static String firstLine(UUID tenant, Instant at, List<PublicSigningKey> keys) {
    return new LogLine("audit_export")
        .number("format", 1)
        .text("tenant", tenant.toString())
        .text("at", at.toString())
        .keys("keys", keys)
        .end();
  }

  /**
   * The last line of an export: signed, because the beginning of a log with its checkpoints would
   * else look like a log.
   */
  public static String lastLine(
      UUID tenant, long entries, long checkpoints, Sha256 head, Instant at, SigningKey key) {
    return key.sign(
        new LogLine("end")
            .text("tenant", tenant.toString())
            .number("entries", entries)
            .number("checkpoints", checkpoints)
            .text("head", head.hex())
            .text("at", at.toString())
            .text("key", key.publicKey().id())
            .end());
  }
}
