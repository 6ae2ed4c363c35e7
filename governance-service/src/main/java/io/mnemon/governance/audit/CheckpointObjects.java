package io.mnemon.governance.audit;

import io.mnemon.audit.Checkpoint;
import io.mnemon.audit.Sha256;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The checkpoints outside of the database. The key of each holds the hash of its line, so none is
 * ever put over another: of a log that was set back both the old and the new ones remain. Those of
 * older releases have their number alone for a name.
 */
final class CheckpointObjects {
  private static final String NUMBERS = "%012d";
  private static final int PAGE = 1000;

  private final ObjectStore objects;

  CheckpointObjects(ObjectStore objects) {
    this.objects = objects;
  }

  /** The key of a checkpoint. */
  static String key(UUID tenant, Checkpoint made) {
    return numbered(tenant, made.number()) + "-" + Sha256.of(made.line()).hex() + ".json";
  }

  void put(UUID tenant, Checkpoint made) {
    objects.put(key(tenant, made), (made.line() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** The checkpoint with the highest number, of those beyond a number. */
  Optional<Stored> latestBeyond(UUID tenant, long number) {
    String after = numbered(tenant, number + 1);
    Optional<String> latest = Optional.empty();
    List<StoredObject> page;
    do {
      page = objects.list(folder(tenant), latest.orElse(after), PAGE);
      if (!page.isEmpty()) {
        latest = Optional.of(page.getLast().key());
      }
    } while (page.size() == PAGE);
    return latest.flatMap(
        key ->
            objects
                .get(key)
                .flatMap(line -> Checkpoint.claimOf(new String(line, StandardCharsets.UTF_8)))
                .map(claim -> new Stored(key, claim)));
  }

  private static String numbered(UUID tenant, long number) {
    return folder(tenant) + NUMBERS.formatted(number);
  }

  private static String folder(UUID tenant) {
    return "audit/" + tenant + "/";
  }

  /** A checkpoint that lies there, and what it says. */
  record Stored(String key, Checkpoint.Claim claim) {}
}
