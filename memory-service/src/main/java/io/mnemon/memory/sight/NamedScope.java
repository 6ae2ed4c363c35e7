package io.mnemon.memory.sight;

import org.jspecify.annotations.Nullable;

/**
 * The coordinates that a request named, as it named them. A coordinate that is null was not named.
 *
 * @param user a user, by id or by name
 * @param agent an agent, by id or by name
 * @param session a session's name
 * @param unit a unit's id
 */
public record NamedScope(
    @Nullable String user,
    @Nullable String agent,
    @Nullable String session,
    @Nullable String unit) {
  public static final NamedScope ANYWHERE = new NamedScope(null, null, null, null);
}
