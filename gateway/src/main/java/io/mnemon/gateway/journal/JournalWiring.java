package io.mnemon.gateway.journal;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the journal of requests. */
public final class JournalWiring {
  @Produces
  @Singleton
  RequestJournal requestJournal(MeterRegistry meters) {
    return new RequestJournal(meters);
  }
}
