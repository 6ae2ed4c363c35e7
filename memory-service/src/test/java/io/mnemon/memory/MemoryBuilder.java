package io.mnemon.memory;

import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.Provenance;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.record.Source;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Makes memories for tests: an ordinary fact of the company unless told otherwise. */
public final class MemoryBuilder {
  public static final Instant EVENT_TIME = Instant.parse("2026-01-01T00:00:00Z");
  private static final AtomicLong ORDER = new AtomicLong();

  private final String content;
  private UUID id = new UUID(ORDER.incrementAndGet(), 1);
  private ScopeKey scope = ScopeKey.ofCompany();
  private long version = 1;
  private Kind kind = Kind.FACT;
  private Instant eventTime = EVENT_TIME;
  private @Nullable Instant validFrom;
  private @Nullable Instant validTo;
  private @Nullable Instant expiresAt;
  private List<String> tags = List.of();
  private @Nullable String metadata;
  private double importance = 0.5;
  private Sensitivity sensitivity = Sensitivity.INTERNAL;
  private @Nullable String episode;

  private MemoryBuilder(String content) {
    this.content = content;
  }

  public static MemoryBuilder memory(String content) {
    return new MemoryBuilder(content);
  }

  /** Another version of a memory: same id and scope, its version one more. */
  public static MemoryBuilder next(Memory memory, String content) {
    return new MemoryBuilder(content)
        .id(memory.id())
        .in(memory.scope().key())
        .version(memory.version() + 1);
  }

  public MemoryBuilder id(UUID of) {
    id = of;
    return this;
  }

  public MemoryBuilder in(ScopeKey key) {
    scope = key;
    return this;
  }

  public MemoryBuilder version(long number) {
    version = number;
    return this;
  }

  public MemoryBuilder kind(Kind word) {
    kind = word;
    return this;
  }

  public MemoryBuilder at(Instant time) {
    eventTime = time;
    return this;
  }

  public MemoryBuilder valid(@Nullable Instant from, @Nullable Instant to) {
    validFrom = from;
    validTo = to;
    return this;
  }

  public MemoryBuilder expires(Instant time) {
    expiresAt = time;
    return this;
  }

  public MemoryBuilder tags(String... words) {
    tags = List.of(words);
    return this;
  }

  public MemoryBuilder metadata(@Nullable String json) {
    metadata = json;
    return this;
  }

  public MemoryBuilder importance(double value) {
    importance = value;
    return this;
  }

  public MemoryBuilder sensitivity(Sensitivity word) {
    sensitivity = word;
    return this;
  }

  public MemoryBuilder episode(String name) {
    episode = name;
    return this;
  }

  public Memory build() {
    return new Memory(
        id,
        MemoryScope.of(scope, null, scope.layer() == Layer.AGENT ? "agent" : null),
        new Attributes(
            content,
            kind,
            eventTime,
            validFrom,
            validTo,
            expiresAt,
            tags,
            metadata,
            importance,
            sensitivity),
        episode,
        null,
        Source.MANUAL,
        new Provenance(new UUID(0, 7), null, List.of(), null),
        version,
        EVENT_TIME,
        EVENT_TIME,
        0,
        List.of());
  }
}
