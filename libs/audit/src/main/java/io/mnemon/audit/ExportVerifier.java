package io.mnemon.audit;

import io.mnemon.audit.ExportLines.BrokenException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks an export of a log without a server: that the hashes of all entries follow from their
 * texts and from one another, that the signed checkpoints cover exactly these entries, and that the
 * signed end says there are no more.
 *
 * <p>It reads the file once, in bounded memory, and stops at the first thing that is wrong. It does
 * not trust the file to be JSON: it looks for the few fields that it needs, where the platform
 * writes them, and everything else is covered by the hash of the line's own bytes.
 */
public final class ExportVerifier {
  private static final int HEX = 64;

  private final Map<String, PublicSigningKey> trusted = new HashMap<>();
  private final Map<String, PublicSigningKey> keys = new HashMap<>();
  private final MerkleTree tree = new MerkleTree();
  private String tenant = "";
  private String head = Sha256.NOTHING.hex();
  private String lastCheckpoint = "";
  private long checkpoints;
  private Verification.@Nullable Sound sound;

  private ExportVerifier(List<PublicSigningKey> trusted) {
    trusted.forEach(key -> this.trusted.put(key.id(), key));
  }

  /**
   * @param trusted the keys that may have signed; if there are none, those that the export itself
   *     names
   */
  public static Verification verify(InputStream export, List<PublicSigningKey> trusted)
      throws IOException {
    return new ExportVerifier(trusted).verify(new ExportLines(export));
  }

  private Verification verify(ExportLines lines) throws IOException {
    long number = 0;
    try {
      byte[] line = lines.next();
      while (line != null) {
        number++;
        check(number, line);
        line = lines.next();
      }
    } catch (BrokenException e) {
      return new Verification.Broken(Math.max(1, number), e.seq(), e.what());
    }
    if (sound == null) {
      return new Verification.Broken(
          number,
          tree.size(),
          "the export breaks off after entry " + tree.size() + ": its signed end is missing");
    }
    return sound;
  }

  private void check(long number, byte[] bytes) {
    String line = new String(bytes, StandardCharsets.ISO_8859_1);
    if (sound != null) {
      throw broken(tree.size(), "something follows the signed end");
    }
    if (number == 1) {
      first(line);
    } else if (line.startsWith("{\"type\":\"entry\",")) {
      entry(line, bytes);
    } else if (line.startsWith("{\"type\":\"checkpoint\",")) {
      checkpoint(line);
    } else if (line.startsWith("{\"type\":\"end\",")) {
      end(line);
    } else {
      throw broken(
          tree.size() + 1, "the line after entry " + tree.size() + " is none of the log's");
    }
  }

  private void first(String line) {
    if (!line.startsWith("{\"type\":\"audit_export\",\"format\":1,")) {
      throw broken(0, "the file is no audit export of format 1, or its first line is missing");
    }
    tenant = text(line, "tenant", 0);
    if (trusted.isEmpty()) {
      namedKeys(line);
    } else {
      keys.putAll(trusted);
    }
  }

  private void namedKeys(String line) {
    String name = "\"public_key\":\"";
    for (int at = line.indexOf(name); at >= 0; at = line.indexOf(name, at + 1)) {
      int start = at + name.length();
      int stop = line.indexOf('"', start);
      try {
        PublicSigningKey key = PublicSigningKey.of(line.substring(start, Math.max(start, stop)));
        keys.put(key.id(), key);
      } catch (IllegalArgumentException e) {
        throw broken(0, "the first line names a key that is none");
      }
    }
  }

  private void entry(String line, byte[] bytes) {
    long expected = tree.size() + 1;
    String textEnd = ",\"hash\":\"";
    int textStop = line.length() - textEnd.length() - HEX - 2;
    int previousStop = textStop - 1;
    boolean hasShape =
        textStop > 0
            && line.startsWith(textEnd, textStop)
            && line.endsWith("\"}")
            && previousStop - HEX > 0
            && line.startsWith(",\"prev\":\"", previousStop - HEX - 9);
    if (!hasShape) {
      throw broken(expected, "entry " + expected + " was changed: its hashes are not at its end");
    }
    // The text is the line without its hash, closed again.
    byte[] text = java.util.Arrays.copyOf(bytes, textStop + 1);
    text[textStop] = '}';
    Sha256 hash = Sha256.of(text);
    String told = line.substring(line.length() - HEX - 2, line.length() - 2);
    String seqTold = number(line, "seq", expected);
    if (!hash.hex().equals(told)) {
      throw broken(expected, "entry " + seqTold + " was changed: its text has another hash");
    }
    requireTenant(line, expected, "entry " + seqTold);
    if (!seqTold.equals(Long.toString(expected))) {
      throw broken(
          expected,
          "entry "
              + expected
              + " is missing or not in its place: entry "
              + seqTold
              + " stands there");
    }
    String previous = line.substring(previousStop - HEX, previousStop);
    if (!previous.equals(head)) {
      throw broken(
          expected,
          "entry " + expected + " does not follow the entry before it: one of them is not genuine");
    }
    head = told;
    tree.add(hash);
  }

  private void checkpoint(String line) {
    requireSigned(line, "checkpoint " + (checkpoints + 1));
    requireTenant(line, tree.size(), "checkpoint " + (checkpoints + 1));
    requireEqual(
        line, "number", Long.toString(checkpoints + 1), "a checkpoint is missing or twice");
    Sha256 previous = lastCheckpoint.isEmpty() ? Sha256.NOTHING : utf8(lastCheckpoint);
    requireEqual(
        line, "prev", previous.hex(), "checkpoint " + (checkpoints + 1) + " follows another one");
    requireCount(line, "checkpoint " + (checkpoints + 1));
    requireEqual(
        line,
        "root",
        tree.root().hex(),
        "an entry up to "
            + tree.size()
            + " is not what checkpoint "
            + (checkpoints + 1)
            + " signed");
    lastCheckpoint = line;
    checkpoints++;
  }

  private void end(String line) {
    requireSigned(line, "the end");
    requireTenant(line, tree.size(), "the end");
    requireCount(line, "the end");
    requireEqual(
        line,
        "checkpoints",
        Long.toString(checkpoints),
        "checkpoints are missing: there are " + checkpoints);
    requireEqual(line, "head", head, "the last entry is not the one that was signed");
    sound =
        new Verification.Sound(
            tenant,
            tree.size(),
            checkpoints,
            text(line, "key", tree.size()),
            text(line, "at", tree.size()),
            !trusted.isEmpty());
  }

  private void requireSigned(String line, String what) {
    String name = ",\"signature\":\"";
    int at = line.lastIndexOf(name);
    if (at < 0 || !line.endsWith("\"}")) {
      throw broken(tree.size(), what + " is not signed");
    }
    PublicSigningKey key = keys.get(text(line, "key", tree.size()));
    if (key == null) {
      throw broken(
          tree.size(), what + " is signed by key " + text(line, "key", 0) + ", which is not known");
    }
    byte[] text = (line.substring(0, at) + "}").getBytes(StandardCharsets.ISO_8859_1);
    if (!key.hasSigned(text, base64(line.substring(at + name.length(), line.length() - 2)))) {
      throw broken(tree.size(), what + " was changed: its signature is not good");
    }
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private void requireTenant(String line, long seq, String what) {
    if (!text(line, "tenant", seq).equals(tenant)) {
      throw broken(seq, what + " is of another tenant");
    }
  }

  private void requireCount(String line, String what) {
    String told = number(line, "entries", tree.size());
    if (!told.equals(Long.toString(tree.size()))) {
      throw broken(
          tree.size() + 1,
          what + " is over " + told + " entries, but " + tree.size() + " come before it");
    }
  }

  private void requireEqual(String line, String name, String expected, String otherwise) {
    String told =
        line.contains(",\"" + name + "\":\"")
            ? text(line, name, tree.size())
            : number(line, name, tree.size());
    if (!told.equals(expected)) {
      throw broken(tree.size(), otherwise);
    }
  }

  /** A field of text. Quotes inside of texts are escaped, so its name cannot stand in one. */
  private static String text(String line, String name, long seq) {
    String field = ",\"" + name + "\":\"";
    int start = line.indexOf(field);
    int stop = start < 0 ? -1 : line.indexOf('"', start + field.length());
    if (stop < 0) {
      throw broken(seq, "a line has no " + name);
    }
    return line.substring(start + field.length(), stop);
  }

  private static String number(String line, String name, long seq) {
    String field = ",\"" + name + "\":";
    int start = line.indexOf(field);
    if (start < 0) {
      throw broken(seq, "a line has no " + name);
    }
    int stop = start + field.length();
    while (stop < line.length() && Character.isDigit(line.charAt(stop))) {
      stop++;
    }
    return line.substring(start + field.length(), stop);
  }

  private static Sha256 utf8(String line) {
    return Sha256.of(line.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static BrokenException broken(long seq, String what) {
    return new BrokenException(seq, what);
  }
}
