package io.mnemon.memory;

import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Points in time as they travel, and as exact as the record keeps them. */
final class TimeMapper {
  private TimeMapper() {}

  static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  static @Nullable Instant instant(Checks checks, String field, boolean present, Timestamp value) {
    if (!present) {
      return null;
    }
    if (!Timestamps.isValid(value)) {
      checks.wrong(field, "must be a time between the years 0001 and 9999");
      return null;
    }
    return Instant.ofEpochSecond(value.getSeconds(), value.getNanos())
        .truncatedTo(ChronoUnit.MICROS);
  }
}
