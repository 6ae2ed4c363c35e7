package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.ServiceException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/** Times as mem0 writes them: dates, times without an offset, and seconds since 1970. */
final class Times {
  private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Pattern NO_OFFSET =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?");

  private Times() {}

  /** A time in a filter, as ours are written; a date is the beginning of its day. */
  static String inFilter(String text) {
    if (DATE.matcher(text).matches()) {
      return text + "T00:00:00Z";
    }
    return NO_OFFSET.matcher(text).matches() ? text + "Z" : text;
  }

  /**
   * A time as ours are written.
   *
   * @throws ServiceException INVALID_ARGUMENT if it is none
   */
  static String checked(String field, String text) {
    String time = inFilter(text);
    try {
      return OffsetDateTime.parse(time).toInstant().toString();
    } catch (DateTimeException e) {
      throw ServiceException.invalid(
          field, "is no time: write it as 2026-12-31 or 2026-12-31T12:00:00Z");
    }
  }

  /** The first moment at which what expires on a date is no longer there. */
  static String endOf(String field, String text) {
    if (!DATE.matcher(text).matches()) {
      return inFilter(text);
    }
    try {
      return LocalDate.parse(text).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    } catch (DateTimeParseException e) {
      throw ServiceException.invalid(field, "is no date: write it as 2026-12-31");
    }
  }

  /** The last date on which it is there. */
  static String dateBefore(String end) {
    return Instant.parse(end).minusNanos(1).atOffset(ZoneOffset.UTC).toLocalDate().toString();
  }

  static String ofSeconds(String field, JsonNode seconds) {
    try {
      if (seconds.isNumber()) {
        return Instant.ofEpochSecond(seconds.longValue()).toString();
      }
    } catch (DateTimeException e) {
      // Refused below like everything else that is no such time.
    }
    if (seconds.isTextual()) {
      return inFilter(seconds.asText());
    }
    throw ServiceException.invalid(field, "must be seconds since 1970");
  }
}
