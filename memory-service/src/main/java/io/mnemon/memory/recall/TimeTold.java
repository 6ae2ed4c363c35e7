package io.mnemon.memory.recall;

import java.util.regex.Pattern;

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

  private TimeTold() {}

  public static boolean in(String text) {
    return TOLD.matcher(text).find();
  }
}
