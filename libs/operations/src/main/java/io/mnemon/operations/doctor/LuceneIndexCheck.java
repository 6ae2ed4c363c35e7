package io.mnemon.operations.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Whether the index shows exactly what the record holds, memory by memory and version by version.
 *
 * <p>The index may be ahead of what we read of the record, never behind it but for the changes that
 * still wait in the outbox: these go only when the index has synced. Because both may move while we
 * look, only what differs in each of several looks is wrong.
 */
final class LuceneIndexCheck implements Check {

  private static final int LOOKS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Path index;
  private final PostgresRecord record;
  private final boolean isServing;

  LuceneIndexCheck(Path index, PostgresRecord record, boolean isServing) {
    this.index = index;
    this.record = record;
    this.isServing = isServing;
  }

  @Override
  public String name() {
    return "index";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    if (record.exists()) {
      for (UUID tenant : record.tenants()) {
        tenant(tenant, found);
      }
    }
    return found;
  }

  /** Ids that the index misses, has in an older version, or shows though they are gone. */
  private record Difference(Set<UUID> missing, Set<UUID> stale, Set<UUID> ghosts) {

    boolean isEmpty() {
      return missing.isEmpty() && stale.isEmpty() && ghosts.isEmpty();
    }

    void retain(Difference other) {
      missing.retainAll(other.missing);
      stale.retainAll(other.stale);
      ghosts.retainAll(other.ghosts);
    }
  }

  private void tenant(UUID tenant, List<Finding> found) {
    Path folder = index.resolve(tenant.toString());
    if (!Files.isDirectory(folder)) {
      if (!record.of(tenant).versions().isEmpty()) {
        found.add(rebuilt(tenant, "has no index yet"));
      }
      return;
    }
    try {
      Difference difference = look(tenant, folder);
      for (int look = 1; look < LOOKS && isServing && !difference.isEmpty(); look++) {
        Thread.sleep(PAUSE);
        difference.retain(look(tenant, folder));
      }
      if (!LuceneSnapshot.of(folder).isComplete()) {
        found.add(rebuilt(tenant, "has an index that is not filled yet"));
      } else if (!difference.isEmpty()) {
        found.add(wrong(tenant, folder, difference));
      }
    } catch (IOException e) {
      found.add(
          Finding.error(
              "index-damaged",
              "The index %s cannot be read (%s).".formatted(folder, e.getMessage()),
              "Searches of this tenant miss memories until it is built again.",
              "Start Mnemon again: it builds a damaged index from the record, without embedding."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while the index was looked at", e);
    }
  }

  private Difference look(UUID tenant, Path folder) throws IOException {
    PostgresRecord.Expected expected = record.of(tenant);
    Map<UUID, Long> held = LuceneSnapshot.of(folder).versions();
    var missing = new HashSet<UUID>();
    var stale = new HashSet<UUID>();
    expected
        .versions()
        .forEach(
            (id, version) -> {
              Long there = held.get(id);
              if (there == null) {
                missing.add(id);
              } else if (there < version) {
                stale.add(id);
              }
            });
    var ghosts = new HashSet<>(held.keySet());
    ghosts.removeAll(expected.versions().keySet());
    for (Set<UUID> ids : List.of(missing, stale, ghosts)) {
      ids.removeAll(expected.waiting());
    }
    return new Difference(missing, stale, ghosts);
  }

  private static Finding rebuilt(UUID tenant, String what) {
    return Finding.warning(
        "index-incomplete",
        "Tenant %s %s.".formatted(tenant, what),
        "Its searches say partial: true until the index is built.",
        "Nothing: the first search begins to build it from the record.");
  }

  private static Finding wrong(UUID tenant, Path folder, Difference difference) {
    return Finding.error(
        "index-differs",
        "The index of tenant %s misses %d memories, has %d in an older version and shows %d that are gone."
            .formatted(
                tenant,
                difference.missing().size(),
                difference.stale().size(),
                difference.ghosts().size()),
        "Searches do not find what is there.",
        "Stop Mnemon, rm -r %s, and start it: the index is built from the record."
            .formatted(folder));
  }
}
