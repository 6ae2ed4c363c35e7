package io.mnemon.memory.recall;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a question says about time, in English; other languages are not understood, and lose
 * nothing.
 *
 * <p>Days begin at midnight UTC, weeks on Monday. A date without a year is the last one that had
 * begun at the reference time, and so is a weekday.
 *
 * @param span when what is asked for happened, if the question says so
 * @param asksWhen whether the question asks for a time
 */
public record TimeWords(Optional<Span> span, boolean asksWhen) {
  private static final String MONTHS =
      "january|february|march|april|may|june|july|august|september|october|november|december";
  private static final String DAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday";
  private static final List<String> COUNTED =
      List.of("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten");
  private static final String NUMBERS = "a|an|" + String.join("|", COUNTED) + "|\\d{1,3}";
  private static final String UNITS = "day|week|month|year";

  private static final Pattern ASKS =
      Pattern.compile(
          "(?:^|[.!?,;] )(?:(?:in|on|since|until|by) )?(?:when\\b|how long\\b"
              + "|(?:what|which) (?:date|day|month|year|week|weekend|time of)\\b"
              + "|how many (?:days|weeks|months|years)\\b)");

  private static final Pattern DAY_AND_MONTH =
      Pattern.compile(
          "\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (" + MONTHS + ")\\b,?(?: (\\d{4})\\b)?");
  private static final Pattern MONTH_AND_DAY =
      Pattern.compile(
          "\\b(" + MONTHS + ") (\\d{1,2})(?:st|nd|rd|th)?\\b(?!\\d),?(?: (\\d{4})\\b)?");
  private static final Pattern ISO = Pattern.compile("\\b(\\d{4})-(\\d{2})-(\\d{2})\\b");
  private static final Pattern MONTH =
      Pattern.compile(
          "\\b(?:(?:in|of|during|since|before|after|until|last|early|late|mid) ("
              + MONTHS
              + ")\\b,?(?: (\\d{4})\\b)?|("
              + MONTHS
              + "),? (\\d{4})\\b)");
  private static final Pattern YEAR =
      Pattern.compile("\\b(?:in|of|during|since|before|after|until|from) ((?:19|20)\\d{2})\\b");
  private static final Pattern AGO =
      Pattern.compile("\\b(" + NUMBERS + ") (" + UNITS + ")s? ago\\b");
  private static final Pattern RELATIVE =
      Pattern.compile(
          "\\b(last|this) (week|weekend|month|year|summer|winter|spring|autumn|fall)\\b");
  private static final Pattern WEEKDAY =
      Pattern.compile("\\b(?:on|last|this past) (" + DAYS + ")\\b");
  private static final Pattern NEAR = Pattern.compile("\\b(yesterday|today|last night)\\b");
  private static final List<String> DIGITS = List.of("0123456789".split(""));

  /** The first that is said counts. */
  private static final List<Form> FORMS =
      List.of(
          new Form(DIGITS, ISO, (text, found, today) -> day(text, found, 1, 2, 3, today)),
          new Form(DIGITS, DAY_AND_MONTH, (text, found, today) -> day(text, found, 3, 2, 1, today)),
          new Form(DIGITS, MONTH_AND_DAY, (text, found, today) -> day(text, found, 3, 1, 2, today)),
          new Form(List.of(MONTHS.split("\\|")), MONTH, TimeWords::month),
          new Form(DIGITS, YEAR, TimeWords::year),
          new Form(
              List.of(" ago"),
              AGO,
              (text, found, today) -> ago(found.group(1), found.group(2), today)),
          new Form(
              List.of("last ", "this "),
              RELATIVE,
              (text, found, today) ->
                  sided(text, found.start(), named(found.group(2), found.group(1), today), today)),
          new Form(List.of("day"), WEEKDAY, TimeWords::weekday),
          new Form(List.of("day", "night"), NEAR, TimeWords::near));

  private static final Pattern SIDE = Pattern.compile("\\b(since|after|before|until) (?:the )?$");

  /**
   * A time from an instant to another.
   *
   * @param from inclusive
   * @param to exclusive
   */
  public record Span(Instant from, Instant to) {
    boolean has(Instant time) {
      return !time.isBefore(from) && time.isBefore(to);
    }
  }

  static TimeWords of(String question, Instant reference) {
    String text = question.toLowerCase(Locale.ROOT).strip();
    LocalDate today = LocalDate.ofInstant(reference, ZoneOffset.UTC);
    return new TimeWords(span(text, today), ASKS.matcher(text).find());
  }

  /** The same about a time that was found out otherwise. */
  TimeWords during(Span time) {
    return new TimeWords(Optional.of(time), asksWhen);
  }

  private static Optional<Span> span(String text, LocalDate today) {
    return Optional.ofNullable(firstOf(text, today));
  }

  private static @Nullable Span firstOf(String text, LocalDate today) {
    for (Form form : FORMS) {
      if (form.mayStandIn(text)) {
        Matcher found = form.pattern().matcher(text);
        if (found.find()) {
          return form.reading().span(text, found, today);
        }
      }
    }
    return null;
  }

  /**
   * A way to say a time.
   *
   * @param cues one of them stands in every text that says it; to look for them costs little
   */
  private record Form(List<String> cues, Pattern pattern, Reading reading) {
    boolean mayStandIn(String text) {
      return cues.stream().anyMatch(text::contains);
    }
  }

  private interface Reading {
    /** The span of what was found; null if there is no such day. */
    @Nullable Span span(String text, Matcher found, LocalDate today);
  }

  private static Span year(String text, Matcher found, LocalDate today) {
    LocalDate begin = LocalDate.of(Integer.parseInt(found.group(1)), 1, 1);
    return sided(text, found.start(1), begin, begin.plusYears(1), today);
  }

  private static Span weekday(String text, Matcher found, LocalDate today) {
    DayOfWeek weekday = DayOfWeek.valueOf(found.group(1).toUpperCase(Locale.ROOT));
    LocalDate day = today.with(TemporalAdjusters.previous(weekday));
    return sided(text, found.start(1), day, day.plusDays(1), today);
  }

  private static Span near(String text, Matcher found, LocalDate today) {
    LocalDate day = found.group(1).equals("today") ? today : today.minusDays(1);
    return sided(text, found.start(), day, day.plusDays(1), today);
  }

  private static @Nullable Span day(
      String text, Matcher found, int yearGroup, int monthGroup, int dayGroup, LocalDate today) {
    @Nullable String year = found.group(yearGroup);
    String month = found.group(monthGroup);
    try {
      int number =
          Character.isDigit(month.charAt(0)) ? Integer.parseInt(month) : ofName(month).getValue();
      LocalDate date =
          LocalDate.of(
              year == null ? today.getYear() : Integer.parseInt(year),
              number,
              Integer.parseInt(found.group(dayGroup)));
      LocalDate begun = year == null && date.isAfter(today) ? date.minusYears(1) : date;
      return sided(text, found.start(), begun, begun.plusDays(1), today);
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static Span month(String text, Matcher found, LocalDate today) {
    boolean isYearBehind = found.group(3) != null;
    String name = found.group(isYearBehind ? 3 : 1);
    @Nullable String year = found.group(isYearBehind ? 4 : 2);
    YearMonth month =
        YearMonth.of(year == null ? today.getYear() : Integer.parseInt(year), ofName(name));
    YearMonth begun =
        year == null && month.isAfter(YearMonth.from(today)) ? month.minusYears(1) : month;
    return sided(
        text,
        text.indexOf(name, found.start()),
        begun.atDay(1),
        begun.plusMonths(1).atDay(1),
        today);
  }

  private static Month ofName(String name) {
    return Month.valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** As exactly as it was said: two weeks ago is a week, not a day. */
  private static Span ago(String number, String unit, LocalDate today) {
    int count = count(number);
    return switch (unit) {
      case "day" -> between(today.minusDays(count), today.minusDays(count - 1L));
      case "week" -> {
        LocalDate monday = monday(today).minusWeeks(count);
        yield between(monday, monday.plusWeeks(1));
      }
      case "month" -> {
        LocalDate first = today.withDayOfMonth(1).minusMonths(count);
        yield between(first, first.plusMonths(1));
      }
      default -> {
        LocalDate first = today.withDayOfYear(1).minusYears(count);
        yield between(first, first.plusYears(1));
      }
    };
  }

  private static int count(String number) {
    return Character.isDigit(number.charAt(0))
        ? Integer.parseInt(number)
        : Math.max(1, COUNTED.indexOf(number) + 1);
  }

  private static Span named(String unit, String which, LocalDate today) {
    int back = which.equals("last") ? 1 : 0;
    return switch (unit) {
      case "week" -> ago(Integer.toString(back), "week", today);
      case "month" -> ago(Integer.toString(back), "month", today);
      case "year" -> ago(Integer.toString(back), "year", today);
      case "weekend" -> {
        LocalDate saturday = monday(today).plusDays(5).minusWeeks(back);
        yield between(saturday, saturday.plusDays(2));
      }
      case "summer" -> season(Month.JUNE, back, today);
      case "autumn", "fall" -> season(Month.SEPTEMBER, back, today);
      case "winter" -> season(Month.DECEMBER, back, today);
      default -> season(Month.MARCH, back, today);
    };
  }

  /** Of the north; the last one is over, this one may be under way. */
  private static Span season(Month first, int back, LocalDate today) {
    LocalDate begin = LocalDate.of(today.getYear(), first, 1);
    while (begin.plusMonths(back == 1 ? 3 : 0).isAfter(today)) {
      begin = begin.minusYears(1);
    }
    return between(begin, begin.plusMonths(3));
  }

  private static LocalDate monday(LocalDate today) {
    return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }

  private static Span sided(String text, int start, LocalDate from, LocalDate to, LocalDate today) {
    return sided(text, start, between(from, to), today);
  }

  /** What lies on the side of a time that the word before it tells; the time itself otherwise. */
  private static Span sided(String text, int start, Span at, LocalDate today) {
    Matcher word = SIDE.matcher(text).region(0, start);
    if (!word.find()) {
      return at;
    }
    Instant now = instant(today.plusDays(1));
    return switch (word.group(1)) {
      case "since" -> new Span(at.from(), later(now, at.to()));
      case "after" -> new Span(at.to(), later(now, at.to().plusSeconds(1)));
      case "until" -> new Span(Instant.MIN, at.to());
      default -> new Span(Instant.MIN, at.from());
    };
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  private static Span between(LocalDate from, LocalDate to) {
    return new Span(instant(from), instant(to));
  }

  private static Instant instant(LocalDate day) {
    return day.atStartOfDay(ZoneOffset.UTC).toInstant();
  }
}
