package io.mnemon.index;

import io.mnemon.inference.Embedding;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One memory as the index sees it.
 *
 * @param id the memory's id
 * @param version the memory's version; greater is newer
 * @param scopeId the scope that the memory belongs to
 * @param layer the scope's layer
 * @param kind the memory's kind, e.g. {@code fact}
 * @param text the text that is found by words
 * @param speaker whose words it is; a question that names them prefers it
 * @param tellsTime whether the text tells when something happened
 * @param around what helps to find it
 * @param vector the text's vector; without one the memory is found by words only
 * @param tags the memory's tags
 * @param importance the memory's importance, 0…1
 * @param eventTime when it happened
 * @param validFrom since when it holds, whatever filters are told of it; null: since ever
 * @param validTo until when it holds, exclusive; null: for ever
 * @param expiresAt from when on it is never found, inclusive; null: never expires
 * @param episode the conversation that it is part of
 * @param facts what filters can ask about it
 * @param usage how it has been of use
 */
public record IndexDocument(
    UUID id,
    long version,
    UUID scopeId,
    Layer layer,
    String kind,
    String text,
    @Nullable String speaker,
    boolean tellsTime,
    Surroundings around,
    @Nullable Embedding vector,
    List<String> tags,
    double importance,
    Instant eventTime,
    @Nullable Instant validFrom,
    @Nullable Instant validTo,
    @Nullable Instant expiresAt,
    @Nullable String episode,
    Facts facts,
    Usage usage) {
  private static final long FIXED_BYTES = 512;

  public IndexDocument {
    tags = List.copyOf(tags);
  }

  /** One that no filter is asked about, made when it happened and not used since. */
  public IndexDocument(
      UUID id,
      long version,
      UUID scopeId,
      Layer layer,
      String kind,
      String text,
      @Nullable String speaker,
      Surroundings around,
      @Nullable Embedding vector,
      List<String> tags,
      double importance,
      Instant eventTime,
      @Nullable Instant validFrom,
      @Nullable Instant validTo,
      @Nullable Instant expiresAt,
      @Nullable String episode) {
    this(
        id,
        version,
        scopeId,
        layer,
        kind,
        text,
        speaker,
        false,
        around,
        vector,
        tags,
        importance,
        eventTime,
        validFrom,
        validTo,
        expiresAt,
        episode,
        Facts.NONE,
        Usage.never(eventTime));
  }

  /** About how much of the heap it takes: texts, vector and facts are most of it. */
  long bytes() {
    long characters = text.length();
    for (Surroundings.Nearby nearby : around.texts()) {
      characters += nearby.text().length();
    }
    int components = vector == null ? 0 : vector.dimensions();
    return FIXED_BYTES + characters + (long) Float.BYTES * components + facts.bytes();
  }
}
