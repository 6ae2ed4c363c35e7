package io.mnemon.operations.doctor;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.DataKeys;
import io.mnemon.crypto.DecryptionFailedException;
import io.mnemon.crypto.EncryptedField;
import io.mnemon.crypto.FieldCipher;
import io.mnemon.crypto.KeyDestroyedException;
import io.mnemon.crypto.LocalKeyring;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Whether the keyring opens the data keys, and these open what they are said to. */
final class PostgresKeyringCheck implements Check {

  private static final int KEYS = 10_000;
  private static final int SAMPLE = 200;
  private static final String SUBJECT = "subject:";

  private final Path keyring;
  private final PostgresRows rows;
  private final InstantSource clock;

  PostgresKeyringCheck(Path keyring, PostgresRows rows, InstantSource clock) {
    this.keyring = keyring;
    this.rows = rows;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "keyring";
  }

  @Override
  public List<Finding> findings() {
    if (!rows.exists("memory.data_key") || !keyring.toFile().exists()) {
      return List.of();
    }
    var found = new ArrayList<Finding>();
    DataKeys keys;
    try {
      keys =
          new DataKeys(
              LocalKeyring.open(keyring),
              new PostgresKeys(rows),
              clock,
              KEYS,
              Duration.ofMinutes(5));
    } catch (IllegalStateException | UncheckedIOException e) {
      found.add(
          Finding.error(
              "keyring-unreadable",
              String.valueOf(e.getMessage()) + ".",
              "Mnemon does not start without it.",
              "Put the file back from a backup."));
      return found;
    }
    unwrap(keys, found);
    if (found.isEmpty()) {
      open(keys, found);
    }
    return found;
  }

  private void unwrap(DataKeys keys, List<Finding> found) {
    var closed = new ArrayList<String>();
    for (List<String> row :
        rows.of(
            """
            SELECT tenant, owner FROM memory.data_key
            WHERE wrapped IS NOT NULL AND retired_at IS NULL LIMIT %d
            """
                .formatted(KEYS))) {
      UUID tenant = UUID.fromString(row.get(0));
      String owner = row.get(1);
      try {
        if (owner.startsWith(SUBJECT)) {
          keys.forSubject(tenant, UUID.fromString(owner.substring(SUBJECT.length())));
        } else {
          keys.forTenant(tenant);
        }
      } catch (DecryptionFailedException e) {
        closed.add("that for " + owner + " in tenant " + tenant + " (" + e.getMessage() + ")");
      }
    }
    if (!closed.isEmpty()) {
      found.add(
          Finding.error(
              "key-does-not-open",
              "%d data keys cannot be unwrapped, such as %s."
                  .formatted(closed.size(), closed.getFirst()),
              "What is encrypted under them cannot be read.",
              "Put the original keys/master back from a backup; add lost lines below the others."));
    }
  }

  private void open(DataKeys keys, List<Finding> found) {
    var cipher = new FieldCipher(keys);
    var damaged = new ArrayList<String>();
    for (List<String> row :
        rows.of(
            """
            SELECT tenant, id, key_id, encode(content, 'hex') FROM memory.memory
            WHERE key_id IS NOT NULL AND octet_length(content) > 0 LIMIT %d
            """
                .formatted(SAMPLE))) {
      UUID id = UUID.fromString(row.get(1));
      try {
        cipher.decrypt(
            UUID.fromString(row.get(0)),
            new EncryptedField(
                UUID.fromString(row.get(2)), Bytes.of(HexFormat.of().parseHex(row.get(3)))),
            bytes(id));
      } catch (KeyDestroyedException e) {
        // It was forgotten on purpose.
        continue;
      } catch (DecryptionFailedException e) {
        damaged.add(id + " (" + e.getMessage() + ")");
      }
    }
    if (!damaged.isEmpty()) {
      found.add(
          Finding.error(
              "memory-does-not-open",
              "%d of a sample of %d memories cannot be decrypted, such as %s."
                  .formatted(damaged.size(), SAMPLE, damaged.getFirst()),
              "Their content was changed or their key is lost.",
              "Restore a backup into another folder and compare: mnemon restore FILE"));
    }
  }

  /** A ciphertext is bound to the id of its memory. */
  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(2 * Long.BYTES)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
