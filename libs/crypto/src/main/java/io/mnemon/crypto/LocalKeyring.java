package io.mnemon.crypto;

import io.mnemon.tenancy.SecretFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A keyring in a {@link SecretFile}: one AES-256 key a line, {@code id:base64} or plain {@code
 * base64}. The first line is the active key, and every line unwraps: to rotate, put a new line
 * above the others.
 */
public final class LocalKeyring implements Keyring {
  private static final byte FORMAT = 1;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final KeyId active;
  private final Map<KeyId, SymmetricKey> keys;

  private LocalKeyring(KeyId active, Map<KeyId, SymmetricKey> keys) {
    this.active = active;
    this.keys = Map.copyOf(keys);
  }

  /** Reads the file, and first writes one with a new key if there is none. */
  public static LocalKeyring openOrCreate(Path file) {
    if (Files.notExists(file)) {
      create(file);
    }
    return open(file);
  }

  public static LocalKeyring open(Path file) {
    List<String> lines;
    try {
      SecretFile.requirePrivate(file);
      lines = Files.readAllLines(file, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException("the keyring " + file + " cannot be read", e);
    }
    Map<KeyId, SymmetricKey> keys = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (!line.isEmpty() && !addKey(keys, line)) {
        throw new IllegalStateException(
            "line %d of the keyring %s is not a key: write id:base64 or base64 of 32 bytes, with an id that no other line has"
                .formatted(i + 1, file));
      }
    }
    if (keys.isEmpty()) {
      throw new IllegalStateException(
          "the keyring " + file + " is empty: write at least one line of base64 of 32 bytes");
    }
    return new LocalKeyring(keys.keySet().iterator().next(), keys);
  }

  @Override
  public KeyId active() {
    return active;
  }

  @Override
  public byte[] wrap(byte[] key, byte[] context) {
    byte[] header = header(active);
    return join(header, key(active).encrypt(key, join(header, context)));
  }

  @Override
  public byte[] unwrap(byte[] wrapped, byte[] context) {
    ByteBuffer input = ByteBuffer.wrap(wrapped);
    if (input.remaining() < 2 || input.get() != FORMAT) {
      throw new DecryptionFailedException("these bytes were not wrapped by a local keyring");
    }
    byte[] name = new byte[Math.min(input.get() & 0xff, input.remaining())];
    input.get(name);
    byte[] sealed = new byte[input.remaining()];
    input.get(sealed);
    KeyId id = keyId(new String(name, StandardCharsets.US_ASCII));
    return key(id).decrypt(sealed, join(header(id), context));
  }

  private SymmetricKey key(KeyId id) {
    SymmetricKey key = keys.get(id);
    if (key == null) {
      throw new DecryptionFailedException(
          "the keyring has no key " + id.value() + ": put its line back into the file");
    }
    return key;
  }

  private static KeyId keyId(String name) {
    try {
      return new KeyId(name);
    } catch (IllegalArgumentException e) {
      throw new DecryptionFailedException("the wrapped key was changed", e);
    }
  }

  private static byte[] header(KeyId id) {
    byte[] name = id.value().getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(2 + name.length)
        .put(FORMAT)
        .put((byte) name.length)
        .put(name)
        .array();
  }

  private static byte[] join(byte[] first, byte[] second) {
    return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
  }

  private static boolean addKey(Map<KeyId, SymmetricKey> keys, String line) {
    int colon = line.indexOf(':');
    try {
      byte[] key = Base64.getDecoder().decode(line.substring(colon + 1).strip());
      KeyId id = colon < 0 ? fingerprint(key) : new KeyId(line.substring(0, colon).strip());
      return keys.putIfAbsent(id, new SymmetricKey(key)) == null;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** A line without an id is named by its key, so that moving it down keeps its name. */
  private static KeyId fingerprint(byte[] key) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
      return new KeyId(HexFormat.of().formatHex(digest, 0, 8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void create(Path file) {
    byte[] key = new byte[SymmetricKey.SIZE_BYTES];
    new SecureRandom().nextBytes(key);
    byte[] line =
        (Base64.getEncoder().encodeToString(key) + "\n").getBytes(StandardCharsets.US_ASCII);
    Path folder = file.toAbsolutePath().resolveSibling("");
    try {
      Files.createDirectories(folder);
      Path draft =
          Files.createTempFile(
              folder, "keyring", ".new", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      try {
        force(draft, line);
        // A link instead of a rename: of two that start at once, the second must not replace it.
        Files.createLink(file, draft);
      } catch (FileAlreadyExistsException e) {
        // The other one's key is as good.
      } finally {
        Files.delete(draft);
      }
      try (FileChannel entry = FileChannel.open(folder, StandardOpenOption.READ)) {
        entry.force(true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the keyring " + file + " cannot be written", e);
    }
  }

  private static void force(Path file, byte[] content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(content);
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
  }
}
