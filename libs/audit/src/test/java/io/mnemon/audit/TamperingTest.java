package io.mnemon.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Whoever has the file but not the key can do nothing to it that is not found. */
class TamperingTest {
  private static final int TAMPERINGS = 1_000;
  private static final List<PublicSigningKey> TRUSTED = List.of(SampleLog.KEY.publicKey());

  private enum Kind {
    BYTE_CHANGED,
    FIELD_CHANGED,
    FIELD_ADDED,
    ENTRY_REMOVED,
    ENTRIES_SWAPPED,
    ENTRY_INSERTED,
    LINE_DOUBLED,
    END_CUT,
    END_CUT_AND_REPLACED,
    BEGINNING_CUT,
    CHECKPOINT_REMOVED,
    CHECKPOINT_REPLACED,
    ENTRY_OF_ANOTHER_TENANT,
    RECHAINED,
    RECHAINED_AND_SIGNED_BY_ANOTHER
  }

  @Test
  void eachOfAThousandRandomTamperingsIsFound() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("TamperingTest runs with seed " + seed);
    Random random = new Random(seed);
    TreeMap<Kind, Integer> found = new TreeMap<>();

    for (int i = 0; i < TAMPERINGS; i++) {
      Kind kind = Kind.values()[i % Kind.values().length];
      List<String> genuine =
          new SampleLog(random)
              .lines(5 + random.nextInt(40), 1 + random.nextInt(15), SampleLog.KEY);
      List<String> forged = tamper(kind, genuine, random);
      assertThat(forged).as("%s changes something", kind).isNotEqualTo(genuine);
      assertThat(ExportVerifierTest.verify(forged, TRUSTED))
          .as("seed %d, number %d: %s", seed, i, kind)
          .isInstanceOf(Verification.Broken.class);
      found.merge(kind, 1, Integer::sum);
    }

    System.out.println("found: " + found);
  }

  private static List<String> tamper(Kind kind, List<String> genuine, Random random) {
    List<String> lines = new ArrayList<>(genuine);
    int entry = pick(lines, "entry", random);
    switch (kind) {
      case BYTE_CHANGED -> lines.set(entry, otherByte(lines.get(entry), random));
      case FIELD_CHANGED ->
          lines.set(entry, lines.get(entry).replace("\"outcome\":\"", "\"outcome\":\"not "));
      case FIELD_ADDED ->
          lines.set(entry, lines.get(entry).replace(",\"prev\":", ",\"note\":\"x\",\"prev\":"));
      case ENTRY_REMOVED -> lines.remove(entry);
      case ENTRIES_SWAPPED -> Collections.swap(lines, entry, otherEntry(lines, entry, random));
      case ENTRY_INSERTED -> lines.add(entry, invented(lines.get(entry), random));
      case LINE_DOUBLED -> {
        int line = random.nextInt(lines.size());
        lines.add(line, lines.get(line));
      }
      case END_CUT -> cut(lines, 1 + random.nextInt(lines.size() - 1), lines.size());
      case END_CUT_AND_REPLACED -> {
        String end = lines.getLast();
        cut(lines, entry, lines.size());
        lines.add(end);
      }
      case BEGINNING_CUT -> cut(lines, 1, 2 + random.nextInt(lines.size() - 2));
      case CHECKPOINT_REMOVED -> lines.remove(pick(lines, "checkpoint", random));
      case CHECKPOINT_REPLACED ->
          lines.set(pick(lines, "checkpoint", random), checkpointOf(new SampleLog(random), random));
      case ENTRY_OF_ANOTHER_TENANT ->
          lines.set(entry, new SampleLog(random).lines(entry + 1, 99, SampleLog.KEY).get(1));
      case RECHAINED -> rechain(lines, random, SampleLog.KEY, false);
      case RECHAINED_AND_SIGNED_BY_ANOTHER -> rechain(lines, random, SigningKey.create(), true);
    }
    return lines;
  }

  /** Writes the whole log anew, with other entries; the signatures stay or are another's. */
  private static void rechain(List<String> lines, Random random, SigningKey key, boolean signs) {
    SampleLog other = new SampleLog(random);
    UUID tenant = UUID.fromString(lines.getFirst().split("\"tenant\":\"", 2)[1].substring(0, 36));
    LogChain chain = new LogChain(tenant, Sha256.NOTHING, new MerkleTree());
    String last = "";
    int number = 0;
    Instant at = Instant.parse("2026-01-01T12:00:00Z");
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).contains("\"type\":\"entry\"")) {
        lines.set(i, chain.add(other.entry(at)).line());
      } else if (signs && lines.get(i).contains("\"type\":\"checkpoint\"")) {
        last = Checkpoint.of(chain, ++number, last, at, key).line();
        lines.set(i, last);
      } else if (signs) {
        lines.set(
            i, Checkpoint.lastLine(tenant, chain.tree().size(), number, chain.head(), at, key));
      }
    }
  }

  private static String otherByte(String line, Random random) {
    int at = random.nextInt(line.length());
    char other = line.charAt(at) == 'x' ? 'y' : 'x';
    return line.substring(0, at) + other + line.substring(at + 1);
  }

  /** An entry of the same tenant that fits to nothing around it. */
  private static String invented(String line, Random random) {
    UUID tenant = UUID.fromString(line.split("\"tenant\":\"", 2)[1].substring(0, 36));
    return new LogChain(tenant, Sha256.NOTHING, new MerkleTree())
        .add(new SampleLog(random).entry(Instant.EPOCH))
        .line();
  }

  private static String checkpointOf(SampleLog other, Random random) {
    List<String> lines = other.lines(9, 3, SampleLog.KEY);
    return lines.get(pick(lines, "checkpoint", random));
  }

  private static void cut(List<String> lines, int from, int to) {
    lines.subList(from, to).clear();
  }

  private static int otherEntry(List<String> lines, int entry, Random random) {
    int other = pick(lines, "entry", random);
    while (other == entry) {
      other = pick(lines, "entry", random);
    }
    return other;
  }

  private static int pick(List<String> lines, String type, Random random) {
    List<Integer> of = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith("{\"type\":\"" + type + "\"")) {
        of.add(i);
      }
    }
    return of.get(random.nextInt(of.size()));
  }
}
