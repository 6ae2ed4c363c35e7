package io.mnemon.memory.sight;

import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A scope with the names that people call its subjects by.
 *
 * @param key the scope's coordinates
 * @param id the key's {@link ScopeKey#id}, computed once
 * @param userName the user's name, for personal layers
 * @param agentName the agent's name, for the agent layer
 */
public record MemoryScope(
    ScopeKey key, UUID id, @Nullable String userName, @Nullable String agentName) {

  public static MemoryScope of(
      ScopeKey key, @Nullable String userName, @Nullable String agentName) {
    return new MemoryScope(key, key.id(), userName, agentName);
  }

  public Layer layer() {
    return key.layer();
  }
}
