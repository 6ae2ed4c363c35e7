package io.mnemon.memory.record;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a memory has to do with the validity of others.
 *
 * @param supersedes the older memories whose validity it has ended
 * @param by the newer memory that ended its own
 */
public record Supersessions(List<UUID> supersedes, @Nullable UUID by) {
  public static final Supersessions NONE = new Supersessions(List.of(), null);

  public Supersessions {
    supersedes = List.copyOf(supersedes);
  }
}
