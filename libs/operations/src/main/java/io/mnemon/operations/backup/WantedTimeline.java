package io.mnemon.operations.backup;

import java.util.OptionalInt;

/**
 * The timeline of archived WAL that somebody names.
 *
 * @param number counted from 1; empty for the highest that can be reached
 */
public record WantedTimeline(OptionalInt number) {

  private static final String LATEST = "latest";

  /** Reads {@code latest}, or a number. */
  public static WantedTimeline parse(String text) {
    if (text.equals(LATEST)) {
      return new WantedTimeline(OptionalInt.empty());
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new Refusal(
          "\"%s\" is no timeline. Write its number, like 2, or latest.".formatted(text));
    }
    return new WantedTimeline(OptionalInt.of(Integer.parseInt(text)));
  }
}
