package io.mnemon.index;

import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.HeapEmbedder;
import io.mnemon.tenancy.Layer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds index documents and queries with sensible defaults. */
final class Memories {
  static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  static final UUID SCOPE = UUID.fromString("00000000-0000-4000-8000-000000000001");

  private static final Embedder EMBEDDER = new HeapEmbedder(64);

  private UUID id = UUID.randomUUID();
  private long version = 1;
  private UUID scope = SCOPE;
  private Layer layer = Layer.USER;
  private String kind = "fact";
  private String text;
  private @Nullable Embedding vector;
  private @Nullable String speaker;
  private Surroundings around = Surroundings.NONE;
  private double importance = 0.5;
  private List<String> tags = List.of();
  private @Nullable Instant validFrom;
  private @Nullable Instant validTo;
  private @Nullable Instant expiresAt;

  private Memories(String text) {
    this.text = text;
    vector = embed(text);
  }

  /** Settings whose searches wait for a busy machine. */
  static LuceneSettings settings(Path folder) {
    return LuceneSettings.in(folder).withRefreshPatience(Duration.ofSeconds(30));
  }

  static Memories memory(String text) {
    return new Memories(text);
  }

  static Embedding embed(String text) {
    return EMBEDDER.embedQuery(text);
  }

  Memories id(UUID value) {
    id = value;
    return this;
  }

  Memories version(long value) {
    version = value;
    return this;
  }

  Memories scope(UUID value) {
    scope = value;
    return this;
  }

  Memories layer(Layer value) {
    layer = value;
    return this;
  }

  Memories kind(String value) {
    kind = value;
    return this;
  }

  Memories vector(@Nullable Embedding value) {
    vector = value;
    return this;
  }

  Memories speaker(String value) {
    speaker = value;
    return this;
  }

  Memories around(Surroundings value) {
    around = value;
    return this;
  }

  Memories importance(double value) {
    importance = value;
    return this;
  }

  Memories tags(String... values) {
    tags = List.of(values);
    return this;
  }

  Memories valid(@Nullable Instant from, @Nullable Instant to) {
    validFrom = from;
    validTo = to;
    return this;
  }

  Memories expiresAt(@Nullable Instant value) {
    expiresAt = value;
    return this;
  }

  IndexDocument document() {
    return new IndexDocument(
        id,
        version,
        scope,
        layer,
        kind,
        text,
        speaker,
        around,
        vector,
        tags,
        importance,
        NOW,
        validFrom,
        validTo,
        expiresAt,
        null);
  }

  IndexChange put() {
    return new IndexChange.Put(document());
  }

  static Search search(String text) {
    return new Search(text);
  }

  /** Builds a query; both legs unless said otherwise. */
  static final class Search {
    private Set<UUID> scopes = Set.of(SCOPE);
    private Set<Layer> layers = Set.of();
    private Set<String> kinds = Set.of();
    private Set<String> tags = Set.of();
    private @Nullable String text;
    private @Nullable Embedding vector;
    private Instant asOf = NOW;
    private Instant now = NOW;
    private int depth = 50;

    private Search(String text) {
      this.text = text;
      vector = embed(text);
    }

    Search scopes(UUID... values) {
      scopes = Set.of(values);
      return this;
    }

    Search scopes(Set<UUID> values) {
      scopes = values;
      return this;
    }

    Search layers(Layer... values) {
      layers = Set.of(values);
      return this;
    }

    Search kinds(String... values) {
      kinds = Set.of(values);
      return this;
    }

    Search tags(String... values) {
      tags = Set.of(values);
      return this;
    }

    Search wordsOnly() {
      vector = null;
      return this;
    }

    Search vectorOnly() {
      text = null;
      return this;
    }

    Search vector(Embedding value) {
      vector = value;
      return this;
    }

    Search asOf(Instant value) {
      asOf = value;
      return this;
    }

    Search now(Instant value) {
      now = value;
      return this;
    }

    Search depth(int value) {
      depth = value;
      return this;
    }

    IndexQuery query() {
      return new IndexQuery(scopes, layers, kinds, tags, text, Set.of(), vector, asOf, now, depth);
    }
  }
}
