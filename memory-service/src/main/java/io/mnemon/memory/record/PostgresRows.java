package io.mnemon.memory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How memories stand in the tables: the columns that are read, who sees them, and their values. */
public final class PostgresRows {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What stays the same over all versions of a memory {@code m} in scope {@code s}. */
  public static final String LASTING =
      """
      m.id, m.layer, m.scope_id, s.user_id, s.user_name, s.agent_id, s.agent_name, s.session, s.unit_id,
      m.episode, m.source_message_id, m.source, m.provenance, m.created_at, m.arrival,
      ARRAY(SELECT n.other_id FROM memory.near_duplicate n
             WHERE n.tenant = m.tenant AND n.memory_id = m.id
             ORDER BY n.cosine DESC, n.other_id) AS near_duplicates,
      ARRAY(SELECT n.older FROM memory.supersession n
             WHERE n.tenant = m.tenant AND n.newer = m.id AND n.undone IS NULL
             ORDER BY n.older) AS supersedes,
      (SELECT n.newer FROM memory.supersession n
        WHERE n.tenant = m.tenant AND n.older = m.id AND n.undone IS NULL) AS superseded_by,
      (SELECT u.uses FROM memory.usage u
        WHERE u.tenant = m.tenant AND u.memory_id = m.id) AS uses,
      (SELECT u.last_use FROM memory.usage u
        WHERE u.tenant = m.tenant AND u.memory_id = m.id) AS last_use
      """;

  /**
   * What a replaced version {@code v} has of its own; it lies in the history, never in the archive.
   */
  public static String ofVersion(String alias) {
    return columns(alias, "NULL::uuid");
  }

  /** What the newest version {@code m} has of its own. */
  static String ofNewest(String alias) {
    return columns(alias, alias + ".archived");
  }

  private static String columns(String alias, String archived) {
    return """
        a.version, a.kind, a.content, a.key_id, a.event_time, a.valid_from, a.valid_to,
        a.expires_at, a.tags, a.metadata, a.importance, a.sensitivity, a.updated_at, a.change,
        a.changed_by, %s AS archived
        """
        .replace("a.", alias + ".")
        .formatted(archived);
  }

  /**
   * About how much of the heap the newest version takes, without reading what is long; of what lies
   * in the archive the most that it may be.
   */
  public static String bytesOfNewest(String alias) {
    return bytesOfVersion(alias)
        + " + CASE WHEN %s.archived IS NULL THEN 0 ELSE 65536 END".formatted(alias);
  }

  /** The same of any other version. */
  public static String bytesOfVersion(String alias) {
    return "1024 + octet_length(a.content) + COALESCE(pg_column_size(a.metadata), 0)"
        .replace("a.", alias + ".");
  }

  public static final String NEWEST = LASTING.strip() + ", " + ofNewest("m");

  public static final String FROM =
      """
      FROM memory.memory m
      JOIN memory.scope s ON s.tenant = m.tenant AND s.scope_id = m.scope_id
      """;

  private final MemoryCipher cipher;
  private final ArchivedContents contents;
  private final UnreadableLog unreadable = new UnreadableLog();
  private final Decay decay;
  private final InstantSource clock;

  public PostgresRows(MemoryCipher cipher, Archive archive, Decay decay, InstantSource clock) {
    this.cipher = cipher;
    this.contents = new ArchivedContents(archive, cipher);
    this.decay = decay;
    this.clock = clock;
  }

  /**
   * The rows of {@code m} that a scope admits. Row-level security says the same; here it lets the
   * planner use its indexes.
   */
  public static String visible(TenantScope scope) {
    return scope.isSystem() ? "m.tenant = ?" : "m.tenant = ? AND m.scope_id = ANY (?)";
  }

  /**
   * The memory of a row, whose content is opened when it is asked for, or is found to be unreadable
   * then. Opening may have to read a key or the archive first, and that must wait until the query
   * has given its connection back.
   */
  public Supplier<Memory> sealed(TenantScope scope, Row row) throws SQLException {
    UUID id = row.uuid("id");
    byte[] content = row.bytes("content");
    @Nullable UUID keyId = row.uuidOrNull("key_id");
    Memory closed = closed(id, row);
    @Nullable UUID archived = row.uuidOrNull("archived");
    return () ->
        opened(
            closed,
            archived == null
                ? cipher.open(scope.tenant(), id, content, keyId)
                : contents.open(scope.tenant(), id, archived, keyId));
  }

  /**
   * @throws UnreadableException if one of them cannot be read
   */
  public static <T> List<T> open(List<Supplier<T>> sealed) {
    return sealed.stream().map(Supplier::get).toList();
  }

  /** Those of them that can be read: of a page of many, one that is lost hides no other. */
  public <T> List<T> readable(List<Supplier<T>> sealed) {
    return sealed.stream().map(this::ifReadable).flatMap(Optional::stream).toList();
  }

  /** Empty, and said in the log, if it cannot be read. */
  public <T> Optional<T> ifReadable(Supplier<T> sealed) {
    return readableOr(() -> Optional.of(sealed.get()), e -> Optional.empty());
  }

  /** Something else, and said in the log, if it cannot be read. */
  public <T> T readableOr(Supplier<T> sealed, Function<UnreadableException, T> other) {
    try {
      return sealed.get();
    } catch (UnreadableException e) {
      unreadable.leftOut(e);
      return other.apply(e);
    }
  }

  private Memory closed(UUID id, Row row) throws SQLException {
    return new Memory(
        id,
        scope(row),
        new Attributes(
            "",
            Kind.ofWord(row.text("kind")).orElseThrow(),
            row.instant("event_time"),
            row.instantOrNull("valid_from"),
            row.instantOrNull("valid_to"),
            row.instantOrNull("expires_at"),
            row.textList("tags"),
            row.jsonOrNull("metadata"),
            row.float8("importance"),
            Sensitivity.ofWord(row.text("sensitivity")).orElseThrow()),
        row.textOrNull("episode"),
        row.textOrNull("source_message_id"),
        Source.ofWord(row.text("source")).orElseThrow(),
        ofJson(row.json("provenance"), Provenance.class),
        row.bigint("version"),
        row.instant("created_at"),
        row.instant("updated_at"),
        row.bigint("arrival"),
        row.uuidList("near_duplicates"),
        new Supersessions(row.uuidList("supersedes"), row.uuidOrNull("superseded_by")),
        worth(row));
  }

  private Worth worth(Row row) throws SQLException {
    Long uses = row.bigintOrNull("uses");
    Instant lastUse = row.instantOrNull("last_use");
    return decay.worth(
        Layer.ofWord(row.text("layer")).orElseThrow(),
        uses == null ? 0 : uses,
        lastUse == null ? row.instant("created_at") : lastUse,
        clock.instant(),
        row.uuidOrNull("archived") != null);
  }

  private static Memory opened(Memory closed, String content) {
    Attributes attributes = closed.attributes();
    return new Memory(
        closed.id(),
        closed.scope(),
        new Attributes(
            content,
            attributes.kind(),
            attributes.eventTime(),
            attributes.validFrom(),
            attributes.validTo(),
            attributes.expiresAt(),
            attributes.tags(),
            attributes.metadata(),
            attributes.importance(),
            attributes.sensitivity()),
        closed.episode(),
        closed.sourceMessageId(),
        closed.source(),
        closed.provenance(),
        closed.version(),
        closed.createdAt(),
        closed.updatedAt(),
        closed.arrival(),
        closed.nearDuplicates(),
        closed.supersessions(),
        closed.worth());
  }

  /** Of a row with the columns of a scope. */
  public static MemoryScope scope(Row row) throws SQLException {
    return new MemoryScope(
        new ScopeKey(
            Layer.ofWord(row.text("layer")).orElseThrow(),
            row.uuidOrNull("user_id"),
            row.uuidOrNull("agent_id"),
            row.textOrNull("session"),
            row.uuidOrNull("unit_id")),
        row.uuid("scope_id"),
        row.textOrNull("user_name"),
        row.textOrNull("agent_name"));
  }

  public static String toJson(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot be written as JSON: " + value.getClass(), e);
    }
  }

  static <T> T ofJson(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("the record holds malformed JSON", e);
    }
  }
}
