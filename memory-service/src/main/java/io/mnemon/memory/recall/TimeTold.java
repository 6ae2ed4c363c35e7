package io.mnemon.memory.recall;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Whether a text tells when something happened: by a date, or by words of time such as "yesterday"
 * and "two weeks ago". A question that asks for a time prefers such texts. English words only.
 */
public final class TimeTold {
  private static final String MONTHS =
      "january|february|march|april|may|june|july|august|september|october|november|december";
  private static final String DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
  private static final String NUMBERS =
      "a|an|one|two|three|four|five|six|seven|eight|nine|ten|few|couple of|several|\\d{1,4}";
  private static final String UNITS =
      "day|night|week|weekend|month|year|summer|winter|spring|fall|autumn";

  private static final Pattern TOLD =
      Pattern.compile(
          ("\\b(?:yesterday|today|tonight|tomorrow|the other day|recently|just|ago"
                  + "|(?:last|next|this|past) (?:UNIT|DAY|MONTH|morning|evening|afternoon"
                  + "|few (?:UNIT)s)"
                  + "|(?:in|since|until|by|on|during|for) (?:MONTH|DAY|(?:19|20)\\d\\d)"
                  + "|\\d{1,2}(?:st|nd|rd|th)|\\d{1,2} (?:MONTH)|(?:MONTH) \\d{1,2}"
                  + "|(?:19|20)\\d\\d"
                  + "|(?:NUMBER) (?:UNIT)s? (?:before|earlier|later)"
                  + "|(?:in|for|since) (?:about |around )?(?:NUMBER) (?:UNIT)s?)\\b")
              .replace("MONTH", MONTHS)
              .replace("DAY", DAYS)
              .replace("NUMBER", NUMBERS)
              .replace("UNIT", UNITS),
          Pattern.CASE_INSENSITIVE);

  private static final Set<String> FIRST_WORDS =
      Stream.of(
              "yesterday today tonight tomorrow the recently just ago last next this past"
                  + " in since until by on during for a an one two three four five six seven"
                  + " eight nine ten few couple several",
              MONTHS)
          .flatMap(words -> Stream.of(words.split("[ |]")))
          .collect(Collectors.toUnmodifiableSet());
  private static final int LONGEST =
      FIRST_WORDS.stream().mapToInt(String::length).max().orElseThrow();

  private TimeTold() {}

  public static boolean in(String text) {
    Matcher told = TOLD.matcher(text).useTransparentBounds(true);
    for (int at = 0; at < text.length(); ) {
      int end = at;
      while (end < text.length() && isOfAWord(text.charAt(end))) {
        end++;
      }
      if (end > at && mayBegin(text, at, end) && told.region(at, text.length()).lookingAt()) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  /** To try the whole pattern at every word is what most of the work would be spent on. */
  private static boolean mayBegin(String text, int from, int to) {
    return Character.isDigit(text.charAt(from))
        || (to - from <= LONGEST
            && FIRST_WORDS.contains(text.substring(from, to).toLowerCase(Locale.ROOT)));
  }

  private static boolean isOfAWord(char c) {
    return c == '_' || (c < 128 && Character.isLetterOrDigit(c));
  }
}
