package io.mnemon.memory.recall;

import io.mnemon.memory.recall.TimeWords.Span;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event that a question counts time from, as in "before the move". English words only.
 *
 * @param event what happened, in the words of the question
 * @param side on which side of it lies what is asked about
 */
record Landmark(String event, Side side) {
  enum Side {
    BEFORE,
    AFTER
  }

  // Not "after all", "before long", and not whom somebody looks after or is named after.
  private static final Pattern CLAUSE =
      Pattern.compile(
          "\\b(?=(?:before|after|since|until) )"
              + "(?<!\\b(?:look|looks|looked|looking|name|named|take|takes|took|go|goes|ask|asks) )"
              + "(before|after|since|until) "
              + "(?!(?:all|long|now|then|that|this|today|when)\\b)"
              + "(\\S.{0,100}?)(?=[?.!,;:]+(?:\\s|$)|$)",
          Pattern.CASE_INSENSITIVE);

  static Optional<Landmark> in(String question) {
    Matcher found = CLAUSE.matcher(question.strip());
    if (!found.find() || Terms.of(found.group(2)).isEmpty()) {
      return Optional.empty();
    }
    Side side =
        switch (found.group(1).toLowerCase(Locale.ROOT)) {
          case "before", "until" -> Side.BEFORE;
          default -> Side.AFTER;
        };
    return Optional.of(new Landmark(found.group(2).strip(), side));
  }

  /** What lies on that side of it; of the day itself nobody has said the hour. */
  Span span(Instant happened) {
    LocalDate day = LocalDate.ofInstant(happened, ZoneOffset.UTC);
    return switch (side) {
      case BEFORE -> new Span(Instant.MIN, midnight(day.plusDays(1)));
      case AFTER -> new Span(midnight(day), Instant.MAX);
    };
  }

  private static Instant midnight(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
