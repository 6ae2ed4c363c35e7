package io.mnemon.memory.sight;

import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A scope with the names that people call its subjects by.
 *
 * @param key the scope's coordinates
 * @param userName the user's name, for personal layers
 * @param agentName the agent's name, for the agent layer
 */
public record MemoryScope(ScopeKey key, @Nullable String userName, @Nullable String agentName) {
  public UUID id() {
    return key.id();
  }

  public Layer layer() {
    return key.layer();
  }
}
