package io.mnemon.memory.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.PostgresTenantPages;
import io.mnemon.storage.PostgresTenantPages.Section;
import io.mnemon.storage.TenantPages;
import io.mnemon.tenancy.TenantScope;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the record holds of a tenant, deleted and expired memories included, with contents in the
 * clear. Left out is what is made from it or means nothing elsewhere: vectors, hashes, data keys,
 * kept answers, and the outbox.
 */
public final class PostgresMemoryPages implements TenantPages {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PREFIX = "\\x";
  private static final String CONTENT = "content";
  private static final String SEALED =
      "to_jsonb(r) - ARRAY['tenant', 'content_hash', 'dedup_hash']";
  private static final String PLAIN = "to_jsonb(r) - 'tenant'";

  private static final String REWARD =
      "to_jsonb(r) - ARRAY['tenant', 'reason'] || jsonb_build_object('content', r.reason)";

  private static final List<Section> SECTIONS =
      List.of(
          Section.byId("scope", "memory.scope", PLAIN, "scope_id"),
          Section.byId("memory", "memory.memory", SEALED, "id"),
          new Section(
              "version", "memory.version", SEALED, List.of("memory_id", "version"), "bigint"),
          Section.byId("usage", "memory.usage", PLAIN, "memory_id"),
          Section.byId("reward", "memory.reward", REWARD, "id"),
          Section.byId("promotion", "memory.promotion", PLAIN, "id"),
          new Section(
              "link", "memory.near_duplicate", PLAIN, List.of("memory_id", "other_id"), "uuid"),
          new Section(
              "supersession", "memory.supersession", PLAIN, List.of("older", "newer"), "uuid"));

  private final PostgresTenantPages pages;
  private final MemoryCipher cipher;
  private final ArchivedContents archived;
  private final UnreadableLog unreadable = new UnreadableLog();

  /**
   * @param limit how many rows a page has at most
   */
  public PostgresMemoryPages(
      PostgresSession session, MemoryCipher cipher, Archive archive, int limit) {
    this.pages = new PostgresTenantPages(session, SECTIONS, limit);
    this.cipher = cipher;
    this.archived = new ArchivedContents(archive, cipher);
  }

  @Override
  public Page page(TenantScope system, String cursor) {
    Page page = pages.page(system, cursor);
    return new Page(
        page.type(),
        page.rows().stream().map(row -> told(system.tenant(), page.type(), row)).toList(),
        page.next());
  }

  private String told(UUID tenant, String type, String row) {
    try {
      ObjectNode line = JSON.createObjectNode().put("type", type);
      line.setAll((ObjectNode) JSON.readTree(row));
      if (line.hasNonNull(CONTENT)) {
        line.put(CONTENT, content(tenant, line));
      }
      line.remove(List.of("key_id", "archived"));
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a row is no JSON", e);
    }
  }

  /** Null if it cannot be read any more: that it was there is still told. */
  private @Nullable String content(UUID tenant, ObjectNode line) {
    UUID id = UUID.fromString(line.path(line.has("memory_id") ? "memory_id" : "id").asText());
    UUID key =
        line.path("key_id").isTextual() ? UUID.fromString(line.path("key_id").asText()) : null;
    try {
      return line.path("archived").isTextual()
          ? archived.open(tenant, id, UUID.fromString(line.path("archived").asText()), key)
          : cipher.open(tenant, id, bytes(line.path(CONTENT).asText()), key);
    } catch (UnreadableException e) {
      unreadable.leftOut(e);
      return null;
    }
  }

  private static byte[] bytes(String content) {
    return HexFormat.of().parseHex(content.substring(PREFIX.length()));
  }
}
