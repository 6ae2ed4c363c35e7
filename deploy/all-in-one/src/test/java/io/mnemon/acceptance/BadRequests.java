package io.mnemon.acceptance;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** Requests about memories that must be refused, each with what its refusal has to say. */
final class BadRequests {
  static final String USER = "wilma-of-the-bad-requests";

  private static final String MEMORIES = "/v1/memories";
  private static final String SEARCH = "/v1/memories/search";
  private static final int MIB = 1 << 20;

  private final String key;
  private final String existing;
  private final Strangers strangers;

  /**
   * @param existing the id of a memory of {@link #USER} that has version 2
   */
  BadRequests(String key, String existing, Strangers strangers) {
    this.key = key;
    this.existing = existing;
    this.strangers = strangers;
  }

  Stream<Bad> all() {
    return Stream.of(
            contents(),
            scopes(),
            types(),
            names(),
            limits(),
            bodies(),
            searches(),
            lists(),
            changes(),
            credentials(),
            paths())
        .flatMap(s -> s);
  }

  private static Map<String, Object> with(String field, Object value) {
    Map<String, Object> memory = new LinkedHashMap<>();
    memory.put("layer", "user");
    memory.put("scope", Map.of("user", USER));
    memory.put("content", "Nothing of this may be kept.");
    memory.put(field, value);
    return memory;
  }

  private Call add(Object memory) {
    return Call.post(MEMORIES, memory).key(key);
  }

  private Bad memory(String what, String field, Object value, String hint) {
    return Bad.field(what, add(with(field, value)), field, hint);
  }

  private Stream<Bad> contents() {
    ByteArrayOutputStream broken = new ByteArrayOutputStream();
    broken.writeBytes(
        ("{\"layer\":\"user\",\"scope\":{\"user\":\"" + USER + "\"},\"content\":\"")
            .getBytes(StandardCharsets.UTF_8));
    broken.writeBytes(new byte[] {'a', (byte) 0xC3, (byte) 0x28, (byte) 0xFF});
    broken.writeBytes("\"}".getBytes(StandardCharsets.UTF_8));
    return Stream.of(
        memory("empty content", "content", "", "empty"),
        memory("blank content", "content", " \n\t ", "empty"),
        memory("content of 1 MiB", "content", "x".repeat(MIB), "65536"),
        Bad.field(
            "content that is no UTF-8",
            Call.of("POST", MEMORIES)
                .bytes(broken.toByteArray())
                .header("Content-Type", "application/json")
                .key(key),
            "body",
            "UTF-8"),
        Bad.field(
            "half of a surrogate pair",
            Call.of("POST", MEMORIES)
                .json(Json.write(with("content", "HERE")).replace("HERE", "\\ud83d"))
                .key(key),
            "content",
            "surrogate"));
  }

  private Stream<Bad> scopes() {
    String nowhere = UUID.randomUUID().toString();
    return Stream.of(
        memory("unknown layer", "layer", "galaxy", "project"),
        memory("no layer", "layer", "", "missing"),
        scope("no user", "user", Map.of(), "scope.user", "missing"),
        scope("no agent", "agent", Map.of("user", USER), "scope.agent", "missing"),
        scope("no session", "session", Map.of("user", USER), "scope.session", "missing"),
        scope("no unit", "project", Map.of(), "scope.unit", "missing"),
        scope("user of a company", "company", Map.of("user", USER), "scope.user", "company"),
        scope(
            "unit of a user", "user", Map.of("user", USER, "unit", nowhere), "scope.unit", "user"),
        Bad.notFound("unknown unit", add(scoped("team", Map.of("unit", nowhere)))),
        Bad.notFound("unit that is no id", add(scoped("org", Map.of("unit", "the-org")))),
        Bad.notFound(
            "unit of another tenant", add(scoped("org", Map.of("unit", strangers.foreignUnit())))),
        Bad.notFound(
            "user of another tenant",
            Call.post(MEMORIES, scoped("user", Map.of("user", strangers.foreignUser())))
                .key(strangers.prefixKey())),
        Bad.notFound(
            "user outside of act_for",
            Call.post(MEMORIES, scoped("user", Map.of("user", USER))).key(strangers.prefixKey())));
  }

  private static Map<String, Object> scoped(String layer, Map<String, String> scope) {
    Map<String, Object> memory = with("layer", layer);
    memory.put("scope", scope);
    return memory;
  }

  private Bad scope(
      String what, String layer, Map<String, String> scope, String field, String hint) {
    return Bad.field(what, add(scoped(layer, scope)), field, hint);
  }

  private Stream<Bad> types() {
    return Stream.of(
        memory("number as content", "content", 5, "\"5\""),
        memory("text as tags", "tags", "one", "list"),
        memory("text as importance", "importance", "0.7", "without quotes"),
        memory("importance of 1.5", "importance", 1.5, "between 0 and 1"),
        memory("text as metadata", "metadata", "{}", "object"),
        memory("text as scope", "scope", USER, "object"),
        memory("no time", "event_time", "yesterday", "RFC 3339"),
        memory("time that has passed", "expires_at", "2001-01-01T00:00:00Z", "future"),
        memory("unknown kind", "kind", "rumour", "observation"),
        memory("unknown sensitivity", "sensitivity", "hush", "private"),
        memory("unknown source", "source", "gossip", "tool_result"),
        memory("id of one's own", "id", UUID.randomUUID().toString(), "server"),
        memory("version of one's own", "version", 7, "server"),
        Bad.field(
            "end before the beginning",
            add(with2("valid_from", "2026-02-01T00:00:00Z", "valid_to", "2026-01-01T00:00:00Z")),
            "valid_to",
            "valid_from"));
  }

  private static Map<String, Object> with2(String one, Object value, String two, Object other) {
    Map<String, Object> memory = with(one, value);
    memory.put(two, other);
    return memory;
  }

  private Stream<Bad> names() {
    return Stream.of(
        memory("misspelt field", "contents", "x", "content"),
        memory("field of another system", "user_id", "x", "nearest"),
        Bad.field(
            "misspelt coordinate", add(with("scope", Map.of("usr", USER))), "scope.usr", "user"),
        Bad.field(
            "misspelt field of a search",
            Call.post(SEARCH, Map.of("querry", "x")).key(key),
            "querry",
            "query"),
        Bad.field("misspelt parameter", Call.get(MEMORIES + "?limt=5").key(key), "limt", "limit"));
  }

  private Stream<Bad> limits() {
    Object deep = Map.of("end", true);
    for (int level = 0; level < 10; level++) {
      deep = Map.of("in", deep);
    }
    return Stream.of(
        memory("10,000 tags", "tags", Collections.nCopies(10_000, "tag"), "64"),
        Bad.field("long tag", add(with("tags", List.of("t".repeat(500)))), "tags[0]", "128"),
        Bad.field("empty tag", add(with("tags", List.of(""))), "tags[0]", "empty"),
        memory("large metadata", "metadata", Map.of("k", "v".repeat(20_000)), "16384"),
        memory("nested metadata", "metadata", deep, "8"),
        Bad.field(
            "long idempotency key",
            add(with("kind", "fact")).header("Idempotency-Key", "k".repeat(300)),
            "Idempotency-Key",
            "255"),
        Bad.field(
            "empty batch",
            Call.post("/v1/memories:batch", Map.of("memories", List.of())).key(key),
            "memories",
            "1000"),
        Bad.field(
            "batch of 1,001",
            Call.post(
                    "/v1/memories:batch",
                    Map.of("memories", Collections.nCopies(1_001, with("kind", "fact"))))
                .key(key),
            "memories",
            "1000"));
  }

  private Stream<Bad> bodies() {
    String deep = "{\"metadata\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";
    String huge = Json.write(with("content", "x".repeat(9 * MIB)));
    return Stream.of(
        Bad.field("deep JSON", post(deep), "body", "nested"),
        Bad.field("half of a JSON", post("{\"layer\":"), "body", "JSON"),
        Bad.field("list as body", post("[]"), "body", "object"),
        Bad.field("two objects", post("{}{}"), "body", "one object"),
        Bad.field("no body", Call.of("POST", MEMORIES).key(key), "body", "object"),
        Bad.of(
            "body that is no JSON by its own words",
            Call.of("POST", MEMORIES)
                .bytes("layer=user".getBytes(StandardCharsets.UTF_8))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .key(key),
            415,
            "unsupported-media-type"),
        Bad.of("body of 9 MiB", post(huge), 413, "payload-too-large"));
  }

  private Call post(String json) {
    return Call.of("POST", MEMORIES).json(json).key(key);
  }

  private Bad search(String what, String field, Object value, String named, String hint) {
    Map<String, Object> query = new LinkedHashMap<>(Map.of("query", "bees"));
    query.put(field, value);
    return Bad.field(what, Call.post(SEARCH, query).key(key), named, hint);
  }

  private Stream<Bad> searches() {
    return Stream.of(
        search("huge limit", "limit", 1_000_000, "limit", "100"),
        search("limit beyond numbers", "limit", 1e20, "limit", "whole number"),
        search("limit of 0", "limit", 0, "limit", "between 1 and 100"),
        search("limit in words", "limit", "ten", "limit", "number"),
        search("bad cursor", "cursor", "garbage", "cursor", "next_cursor"),
        search("unknown mode", "mode", "fuzzy", "mode", "lexical"),
        search("empty query", "query", "", "query", "empty"),
        search("threshold of 2", "threshold", 2, "threshold", "between 0 and 1"),
        search("expand of 11", "expand", 11, "expand", "between 0 and 10"),
        search("unknown layer in a search", "layers", List.of("moon"), "layers[0]", "project"),
        Bad.notFound(
            "search in a unit of another tenant",
            Call.post(
                    SEARCH,
                    Map.of("query", "sea", "scope", Map.of("unit", strangers.foreignUnit())))
                .key(key)),
        Bad.notFound(
            "search for a user outside of act_for",
            Call.post(SEARCH, Map.of("query", "sea", "scope", Map.of("user", USER)))
                .key(strangers.prefixKey())));
  }

  private Stream<Bad> lists() {
    return Stream.of(
        Bad.field(
            "huge limit of a list", Call.get(MEMORIES + "?limit=99999").key(key), "limit", "100"),
        Bad.field(
            "limit of a list in words", Call.get(MEMORIES + "?limit=ten").key(key), "limit", ""),
        Bad.field(
            "bad cursor of a list",
            Call.get(MEMORIES + "?cursor=%20%00").key(key),
            "cursor",
            "next_cursor"),
        Bad.field(
            "parameter that is not encoded", Call.get(MEMORIES + "?user=%FF").key(key), "user", ""),
        Bad.notFound(
            "list of a user of another tenant",
            Call.get(MEMORIES + "?user=" + strangers.foreignUser()).key(strangers.prefixKey())),
        Bad.notFound("memory that is no id", Call.get(MEMORIES + "/nope").key(key)),
        Bad.notFound(
            "memory that never was", Call.get(MEMORIES + "/" + UUID.randomUUID()).key(key)),
        Bad.notFound(
            "memory of another tenant",
            Call.get(MEMORIES + "/" + strangers.foreignMemory()).key(key)),
        Bad.notFound(
            "history of another tenant",
            Call.get(MEMORIES + "/" + strangers.foreignMemory() + "/history").key(key)),
        Bad.notFound(
            "deletion in another tenant",
            Call.of("DELETE", MEMORIES + "/" + strangers.foreignMemory()).key(key)),
        Bad.notFound(
            "key of another tenant",
            Call.get(MEMORIES + "/" + existing).key(strangers.foreignTenantKey())));
  }

  private Bad change(String what, String field, Object value, String hint) {
    return Bad.field(
        what, Call.patch(MEMORIES + "/" + existing, Map.of(field, value)).key(key), field, hint);
  }

  private Stream<Bad> changes() {
    String path = MEMORIES + "/" + existing;
    Call patch = Call.patch(path, Map.of("content", "never")).key(key);
    return Stream.of(
        Bad.of("stale If-Match", patch.header("If-Match", "\"1\""), 409, "aborted"),
        Bad.of(
            "stale If-Match of a deletion",
            Call.of("DELETE", path).key(key).header("If-Match", "\"1\""),
            409,
            "aborted"),
        Bad.field("If-Match without quotes", patch.header("If-Match", "2"), "If-Match", "quotes"),
        Bad.field("change of nothing", Call.patch(path, Map.of()).key(key), "body", "field"),
        change("change to nothing", "content", "", "empty"),
        change("change of the layer", "layer", "company", "content"),
        change("change of an unknown field", "contnet", "x", "content"),
        change("change to 1 MiB", "content", "x".repeat(MIB), "65536"));
  }

  private Stream<Bad> credentials() {
    Call list = Call.get(MEMORIES);
    String wrongSecret = key.substring(0, key.length() - 4) + "AAAA";
    return Stream.of(
        Bad.unauthenticated("no credential", list),
        Bad.unauthenticated("no credential and a bad body", Call.of("POST", MEMORIES).json("[")),
        Bad.unauthenticated("another scheme", list.header("Authorization", "Basic YTpi")),
        Bad.unauthenticated("no key at all", list.key("letmein")),
        Bad.unauthenticated("wrong secret", list.key(wrongSecret)),
        Bad.unauthenticated("expired key", list.key(strangers.expiredKey())),
        Bad.unauthenticated("revoked key", list.key(strangers.revokedKey())),
        Bad.of(
            "key that is for searching only",
            Call.post(MEMORIES, with("kind", "fact")).key(strangers.searchingKey()),
            403,
            "permission-denied"),
        Bad.of(
            "tenant made by an application",
            Call.post("/v1/tenants", Map.of("name", "mine")).key(key),
            403,
            "permission-denied"));
  }

  private Stream<Bad> paths() {
    return Stream.of(
        Bad.notFound("unknown path", Call.get("/v1/memoirs").key(key)),
        Bad.notFound("unknown path outside of the API", Call.get("/admin.php")),
        Bad.notFound("path that climbs", Call.get("/v1/memories/../../etc/passwd").key(key)),
        Bad.of("wrong method", Call.of("PUT", MEMORIES).key(key), 405, "method-not-allowed"),
        Bad.of(
            "wrong method of a search", Call.of("PUT", SEARCH).key(key), 405, "method-not-allowed"),
        Bad.of(
            "wrong method of an item",
            Call.of("POST", MEMORIES + "/" + existing).key(key),
            405,
            "method-not-allowed"));
  }
}
