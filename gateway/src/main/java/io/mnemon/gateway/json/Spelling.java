package io.mnemon.gateway.json;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds what was meant where a name is not known. */
public final class Spelling {
  private static final int MAX_LENGTH = 64;

  private Spelling() {}

  /** What to tell about a name that is none of the known ones. */
  public static String unknown(String what, String name, Collection<String> known) {
    if (known.isEmpty()) {
      return "unknown " + what + ": there is none here";
    }
    String plain = plain(name);
    List<String> sorted =
        known.stream()
            .sorted(
                Comparator.comparingInt((String k) -> distance(plain, plain(k)))
                    .thenComparing(k -> k))
            .toList();
    String nearest = sorted.getFirst();
    boolean near = distance(plain, plain(nearest)) <= Math.max(2, plain.length() / 2);
    return near
        ? "unknown %s: did you mean \"%s\"?".formatted(what, nearest)
        : "unknown %s; the nearest known one is \"%s\", all are: %s"
            .formatted(what, nearest, String.join(", ", known.stream().sorted().toList()));
  }

  private static String plain(String name) {
    String shortened = name.length() > MAX_LENGTH ? name.substring(0, MAX_LENGTH) : name;
    return shortened.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  /** Levenshtein's distance. */
  private static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] current = new int[b.length() + 1];
      current[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(substituted, Math.min(previous[j], current[j - 1]) + 1);
      }
      previous = current;
    }
    return previous[b.length()];
  }
}
