package io.mnemon.memory.truth;

import io.mnemon.memory.truth.Token.Type;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes sentences of English apart into words and values. Numbers, dates, times and quantities come
 * out the same however they are written.
 */
final class Tokenizer {
  private static final String MONTH =
      "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
          + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
  private static final String WEEKDAY = "(?:mon|tues?|wednes|thurs?|fri|satur|sun)day";
  private static final Pattern TOKEN =
      Pattern.compile(
          String.join(
              "|",
              "(?<mail>[\\w.+-]+@[\\w.-]+\\w|https?://\\S*[\\w/]|#\\w+)",
              "(?<iso>\\b\\d{4}-\\d{2}-\\d{2}\\b)",
              "(?<monthday>\\b" + MONTH + " \\d{1,2}(?:st|nd|rd|th)?\\b(?:,? \\d{4}\\b)?)",
              "(?<daymonth>\\b\\d{1,2}(?:st|nd|rd|th)?(?: of)? " + MONTH + "\\b(?:,? \\d{4}\\b)?)",
              "(?<month>\\b" + MONTH + " \\d{4}\\b)",
              "(?<quarter>\\bq[1-4]\\b(?: \\d{4}\\b)?)",
              "(?<weekday>\\b" + WEEKDAY + "\\b)",
              "(?<time>\\b\\d{1,2}:\\d{2}(?: ?[ap]\\.?m\\b\\.?)?|\\b\\d{1,2} ?[ap]\\.?m\\b\\.?"
                  + "|\\bnoon\\b|\\bmidnight\\b)",
              "(?<version>\\bv?\\d+(?:\\.\\d+){2,}\\b|\\bv\\d+(?:\\.\\d+)*\\b)",
              "(?<number>[$€£]?(?<![\\w.-])\\d[\\d,]*(?:\\.\\d+)?(?:%|[a-zµ]{1,5}\\b)?(?![\\w-]))",
              "(?<word>[\\p{L}\\p{N}_][\\p{L}\\p{N}_]*(?:[-'./#+@&:][\\p{L}\\p{N}_]+)*[+#]*)",
              "(?<comma>[,;])"),
          Pattern.CASE_INSENSITIVE);

  /** To reckon with longer ones would take long; they are names more than numbers. */
  private static final int LONGEST_NUMBER = 40;

  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final Pattern QUANTITY = Pattern.compile("([$€£]?)([\\d,.]+)(\\D*)");
  private static final List<String> MONTHS =
      List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final Map<String, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry("two", 2),
          Map.entry("three", 3),
          Map.entry("four", 4),
          Map.entry("five", 5),
          Map.entry("six", 6),
          Map.entry("seven", 7),
          Map.entry("eight", 8),
          Map.entry("nine", 9),
          Map.entry("ten", 10),
          Map.entry("eleven", 11),
          Map.entry("twelve", 12),
          Map.entry("fifteen", 15),
          Map.entry("twenty", 20),
          Map.entry("thirty", 30),
          Map.entry("forty", 40),
          Map.entry("fifty", 50),
          Map.entry("sixty", 60));

  /** A unit's dimension and how many of the smallest one it is. */
  private record Unit(String dimension, long factor) {}

  private static final Map<String, Unit> UNITS = units();
  private static final Map<String, String> CURRENCIES = Map.of("$", "usd", "€", "eur", "£", "gbp");
  private static final Map<String, String> SPELLINGS =
      Map.of(
          "favourite",
          "favorite",
          "colour",
          "color",
          "e-mail",
          "email",
          "organisation",
          "organization",
          "centre",
          "center",
          "%",
          "percent",
          "dollars",
          "usd",
          "euros",
          "eur");
  private static final Set<String> BEFORE_YEARS =
      Set.of("in", "since", "until", "by", "of", "from", "before", "after");

  private Tokenizer() {}

  private static Map<String, Unit> units() {
    Map<String, Unit> units = new HashMap<>();
    put(units, "duration", 1, "ms", "millisecond", "milliseconds", "msec");
    put(units, "duration", 1_000, "s", "sec", "secs", "second", "seconds");
    put(units, "duration", 60_000, "min", "mins", "minute", "minutes");
    put(units, "duration", 3_600_000, "h", "hr", "hrs", "hour", "hours");
    put(units, "duration", 86_400_000, "day", "days");
    put(units, "duration", 604_800_000, "week", "weeks");
    put(units, "size", 1_000, "kb", "kilobyte", "kilobytes");
    put(units, "size", 1_000_000, "mb", "megabyte", "megabytes");
    put(units, "size", 1_000_000_000, "gb", "gigabyte", "gigabytes");
    put(units, "size", 1_000_000_000_000L, "tb", "terabyte", "terabytes");
    put(units, "months", 1, "month", "months");
    put(units, "months", 12, "year", "years", "yr", "yrs");
    put(units, "metres", 1, "m", "meter", "meters", "metre", "metres");
    put(units, "metres", 1_000, "km", "kilometer", "kilometers", "kilometre", "kilometres");
    put(units, "mass", 1, "g", "gram", "grams");
    put(units, "mass", 1_000, "kg", "kilogram", "kilograms", "kilos");
    put(units, "", 1_000, "k");
    return units;
  }

  private static void put(Map<String, Unit> units, String dimension, long factor, String... names) {
    for (String name : names) {
      units.put(name, new Unit(dimension, factor));
    }
  }

  static List<Token> tokens(String sentence) {
    String text = expanded(Normalizer.normalize(sentence, Normalizer.Form.NFKC));
    List<Token> tokens = new ArrayList<>();
    Matcher matcher = TOKEN.matcher(text);
    while (matcher.find()) {
      add(matcher, tokens);
    }
    return quantities(possessives(tokens));
  }

  private static String expanded(String text) {
    return text.replace('\u2019', '\'')
        .replaceAll("(?i)\\bcan't\\b|\\bcannot\\b", "can not")
        .replaceAll("(?i)\\bwon't\\b", "will not")
        .replaceAll("(?i)n't\\b", " not")
        .replaceAll("(?i)'m\\b", " am")
        .replaceAll("(?i)'re\\b", " are")
        .replaceAll("(?i)'ve\\b", " have")
        .replaceAll("(?i)'ll\\b", " will")
        .replaceAll("(?i)\\b(it|he|she|that|there|what|who|here)'s\\b", "$1 is");
  }

  private static void add(Matcher m, List<Token> tokens) {
    String raw = m.group();
    String lower = raw.toLowerCase(Locale.ROOT);
    if (m.group("iso") != null) {
      String[] parts = lower.split("-");
      tokens.add(date(number(parts[0]), number(parts[1]), number(parts[2])));
    } else if (m.group("monthday") != null || m.group("daymonth") != null) {
      tokens.add(dayOf(lower));
    } else if (m.group("month") != null) {
      tokens.add(date(last(lower), monthOf(lower), 0));
    } else if (m.group("quarter") != null || m.group("weekday") != null) {
      tokens.add(new Token(lower, Type.DATE, true));
    } else if (m.group("time") != null) {
      tokens.add(time(lower));
    } else if (m.group("version") != null) {
      tokens.add(new Token(lower.startsWith("v") ? lower.substring(1) : lower, Type.NUMBER, false));
    } else if (m.group("number") != null) {
      number(lower, tokens);
    } else if (m.group("comma") != null) {
      tokens.add(new Token(",", Type.COMMA, false));
    } else {
      word(raw, lower, tokens);
    }
  }

  private static void word(String raw, String lower, List<Token> tokens) {
    String text = SPELLINGS.getOrDefault(lower, lower);
    if (NUMBERS.containsKey(text)) {
      tokens.add(new Token(String.valueOf(NUMBERS.get(text)), Type.NUMBER, false));
    } else if (MONTHS.contains(text.substring(0, Math.min(3, text.length())))
        && Pattern.matches("(?i)" + MONTH, raw)
        && Character.isUpperCase(raw.charAt(0))
        && !tokens.isEmpty()) {
      tokens.add(date(0, monthOf(text), 0));
    } else {
      tokens.add(new Token(text, Type.WORD, Character.isUpperCase(raw.codePointAt(0))));
    }
  }

  private static void number(String lower, List<Token> tokens) {
    Matcher quantity = QUANTITY.matcher(lower);
    if (!quantity.matches()) {
      tokens.add(Token.word(lower));
      return;
    }
    String unit = quantity.group(3);
    String digits = quantity.group(2).replace(",", "");
    boolean isOrdinal = unit.matches("st|nd|rd|th");
    if (digits.endsWith(".")
        || digits.length() > LONGEST_NUMBER
        || (!unit.isEmpty() && !isKnown(unit) && !isOrdinal)) {
      tokens.add(Token.word(lower));
      return;
    }
    boolean isYear =
        digits.matches("(19|20)\\d\\d")
            && unit.isEmpty()
            && !tokens.isEmpty()
            && BEFORE_YEARS.contains(tokens.getLast().text());
    tokens.add(
        isYear
            ? date(number(digits), 0, 0)
            : new Token(plain(new BigDecimal(digits)), Type.NUMBER, false));
    if (!quantity.group(1).isEmpty()) {
      tokens.add(Token.word(CURRENCIES.getOrDefault(quantity.group(1), "usd")));
    }
    if (!unit.isEmpty() && !isOrdinal) {
      tokens.add(Token.word(SPELLINGS.getOrDefault(unit, unit)));
    }
  }

  private static boolean isKnown(String unit) {
    return UNITS.containsKey(unit) || unit.equals("%") || unit.equals("usd") || unit.equals("eur");
  }

  private static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  /** Numbers with units that can be converted become one value. */
  private static List<Token> quantities(List<Token> tokens) {
    List<Token> merged = new ArrayList<>();
    for (Token token : tokens) {
      Token before = merged.isEmpty() ? null : merged.getLast();
      Unit unit = UNITS.get(token.text());
      if (before != null
          && before.type() == Type.NUMBER
          && before.text().length() <= LONGEST_NUMBER
          && before.text().matches("\\d+(\\.\\d+)?")
          && token.type() == Type.WORD
          && unit != null) {
        String value =
            plain(new BigDecimal(before.text()).multiply(BigDecimal.valueOf(unit.factor())));
        merged.removeLast();
        merged.add(
            new Token(
                unit.dimension().isEmpty() ? value : value + " " + unit.dimension(),
                Type.NUMBER,
                false));
      } else {
        merged.add(token);
      }
    }
    return merged;
  }

  /** "Alice's" is whose, unless something is said about Alice. */
  private static List<Token> possessives(List<Token> tokens) {
    List<Token> parted = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean isPossessive = token.text().endsWith("'s");
      if (!isPossessive) {
        String text = token.text().endsWith("s'") ? token.text().replace("'", "") : token.text();
        parted.add(new Token(text, token.type(), token.isName()));
        continue;
      }
      String owner = token.text().substring(0, token.text().length() - 2);
      parted.add(new Token(owner, Type.WORD, token.isName()));
      String next = i + 1 < tokens.size() ? tokens.get(i + 1).text() : "";
      parted.add(Token.word(Lexicon.AFTER_IS.contains(next) ? "is" : "'s"));
    }
    return parted;
  }

  private static Token dayOf(String text) {
    Matcher numbers = DIGITS.matcher(text);
    int day = 0;
    int year = 0;
    while (numbers.find()) {
      int value = number(numbers.group());
      if (value > 31) {
        year = value;
      } else {
        day = value;
      }
    }
    return date(year, monthOf(text), day);
  }

  private static int monthOf(String text) {
    for (String word : text.split("[^a-z]+", -1)) {
      int month = MONTHS.indexOf(word.substring(0, Math.min(3, word.length())));
      if (month >= 0 && Pattern.matches(MONTH, word)) {
        return month + 1;
      }
    }
    return 0;
  }

  private static int last(String text) {
    return number(text.substring(text.length() - 4));
  }

  private static int number(String digits) {
    return Integer.parseInt(digits);
  }

  /** Parts that are not known are left out. */
  private static Token date(int year, int month, int day) {
    String text =
        (year == 0 ? "" : "y" + year + " ")
            + (month == 0 ? "" : "m" + month + " ")
            + (day == 0 ? "" : "d" + day);
    return new Token(text.strip(), Type.DATE, true);
  }

  private static Token time(String text) {
    if (text.equals("noon") || text.equals("midnight")) {
      return new Token(text.equals("noon") ? "12:00" : "00:00", Type.TIME, false);
    }
    Matcher numbers = DIGITS.matcher(text);
    int hour = numbers.find() ? number(numbers.group()) : 0;
    int minute = numbers.find() ? number(numbers.group()) : 0;
    String half = text.replaceAll("[^apm]", "");
    hour = half.startsWith("p") && hour < 12 ? hour + 12 : hour;
    hour = half.startsWith("a") && hour == 12 ? 0 : hour;
    return new Token("%02d:%02d".formatted(hour, minute), Type.TIME, false);
  }
}
