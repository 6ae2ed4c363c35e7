package io.mnemon.gateway.json;

import com.google.protobuf.Timestamp;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Points in time as RFC 3339 writes them. */
final class Times {
  static final String EXPECTED =
      "must be a time as in RFC 3339, with an offset: write e.g. \"2026-05-01T12:00:00Z\"";

  private static final Pattern RFC_3339 =
      Pattern.compile(
          "(?!0000)\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");

  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Times() {}

  static Optional<Timestamp> parse(String text) {
    if (!RFC_3339.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      Instant time = OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
      if (time.isBefore(FIRST) || time.isAfter(LAST)) {
        return Optional.empty();
      }
      return Optional.of(
          Timestamp.newBuilder()
              .setSeconds(time.getEpochSecond())
              .setNanos(time.getNano())
              .build());
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }

  static String print(Timestamp time) {
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString();
  }
}
