package io.mnemon.memory.bad;

import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Date;

/** A class that asks for the time in every wrong way, and whose part is injected into a field. */
@SuppressWarnings({"JavaUtilDate", "UnusedVariable"})
public final class Remembering {
  @Inject Clock clock;
  Clock other = Clock.systemUTC();
  InstantSource source = InstantSource.system();
  Instant instant = Instant.now();
  LocalDate date = LocalDate.now(ZoneOffset.UTC);
  Date old = new Date();
  long millis = System.currentTimeMillis();
}
