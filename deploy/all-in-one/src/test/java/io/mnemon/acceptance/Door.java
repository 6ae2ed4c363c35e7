package io.mnemon.acceptance;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A way in, for reading. */
interface Door {
  /** What a read showed. */
  sealed interface Seen {
    /**
     * Memories by their ids.
     *
     * @param partial whether the answer says that something may be missing
     */
    record Shown(Set<String> ids, boolean partial) implements Seen {
      public Shown {
        ids = Set.copyOf(ids);
      }
    }

    /** It does not exist for this caller. */
    record NotFound() implements Seen {}

    /** Any other refusal, which no read here deserves. */
    record Refused(String how) implements Seen {}
  }

  /** What narrows a list or a search; each may be absent. */
  record Narrowed(@Nullable String user, @Nullable String unit, List<String> layers) {
    public Narrowed {
      layers = List.copyOf(layers);
    }

    Map<String, String> scope() {
      Map<String, String> scope = new LinkedHashMap<>();
      if (user != null) {
        scope.put("user", user);
      }
      if (unit != null) {
        scope.put("unit", unit);
      }
      return scope;
    }
  }

  Seen get(String key, String id);

  Seen history(String key, String id);

  /** All pages. */
  Seen list(String key, Narrowed narrowed);

  /** Up to a hundred results. */
  Seen search(String key, String query, String mode, Narrowed narrowed);
}
