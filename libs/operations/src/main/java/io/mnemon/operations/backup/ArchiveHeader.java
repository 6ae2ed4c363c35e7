package io.mnemon.operations.backup;

import io.mnemon.embedded.FolderFormat;
import io.mnemon.embedded.Release;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an archive says of itself in its first member, before anything else is read.
 *
 * @param folder layout and release of the data folder
 * @param postgres major version of the cluster inside, or {@link #EXTERNAL} if there is none
 * @param cluster the system identifier of the cluster
 * @param createdAt when the backup began
 * @param hasKeys whether the secrets are inside
 * @param bytes about how much it unpacks to
 * @param schemas versions of the database's schemas, by name
 */
public record ArchiveHeader(
    FolderFormat folder,
    String postgres,
    String cluster,
    Instant createdAt,
    boolean hasKeys,
    long bytes,
    Map<String, String> schemas) {

  static final String MEMBER = "mnemon-backup";
  static final String EXTERNAL = "external";

  /** Counts the changes of how an archive is written. */
  private static final int FORMAT = 1;

  private static final String SCHEMA = "schema.";

  public ArchiveHeader {
    schemas = Map.copyOf(schemas);
  }

  boolean hasCluster() {
    return !postgres.equals(EXTERNAL);
  }

  String text() {
    var facts =
        new Facts()
            .put("format", FORMAT)
            .put("mnemon", folder.release())
            .put("layout", folder.layout())
            .put("postgres", postgres)
            .put("cluster", cluster)
            .put("created", createdAt)
            .put("keys", hasKeys)
            .put("bytes", bytes);
    new TreeMap<>(schemas).forEach((name, version) -> facts.put(SCHEMA + name, version));
    return facts.text();
  }

  static ArchiveHeader parse(String text) {
    Facts facts = Facts.parse(text);
    long format = facts.number("format");
    String release = facts.get("mnemon").orElse("unknown");
    if (format > FORMAT) {
      throw new Refusal(
          "It was written by Mnemon %s in format %d, and this is Mnemon %s, which reads up to format %d. Restore it with Mnemon %s or a later one."
              .formatted(release, format, Release.running(), FORMAT, release));
    }
    var schemas = new TreeMap<String, String>();
    text.lines()
        .filter(line -> line.startsWith(SCHEMA))
        .map(line -> line.substring(SCHEMA.length()).split(": ", 2))
        .forEach(parts -> schemas.put(parts[0], parts[1]));
    try {
      return new ArchiveHeader(
          new FolderFormat((int) facts.number("layout"), new Release(release)),
          facts.get("postgres").orElse(EXTERNAL),
          facts.get("cluster").orElse(""),
          Instant.parse(facts.get("created").orElse("")),
          facts.get("keys").orElse("").equals("true"),
          facts.number("bytes"),
          schemas);
    } catch (DateTimeParseException e) {
      throw new Refusal("It does not say when it was created: it is no backup of Mnemon.", e);
    }
  }
}
