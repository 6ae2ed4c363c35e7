package io.mnemon.gateway.journal;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/**
 * Keeps one log line and one measurement for every request: who asked for what, how it ended and
 * how long it took; never what was said or with which key.
 */
public final class RequestJournal {
  private static final Logger LOG = Logger.getLogger("io.mnemon.access");
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(20),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(200),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(2),
    Duration.ofSeconds(5),
    Duration.ofSeconds(10),
  };

  private final MeterRegistry meters;

  public RequestJournal(MeterRegistry meters) {
    this.meters = meters;
  }

  public void record(ServedRequest request) {
    measure(request);
    log(request);
  }

  /** Measures without a log line, e.g. a probe that comes every second. */
  public void measure(ServedRequest request) {
    Timer.builder("mnemon.requests")
        .description("Requests by edge, method and status")
        .tags(
            "edge", request.edge(),
            "method", request.method(),
            "status", Integer.toString(request.status()))
        .serviceLevelObjectives(BUCKETS)
        .register(meters)
        .record(request.took());
  }

  private static void log(ServedRequest request) {
    String tenant = request.caller().map(caller -> caller.tenant().toString()).orElse("-");
    String principal = request.caller().map(caller -> caller.principal().toString()).orElse("-");
    put("edge", request.edge());
    put("method", request.method());
    put("status", Integer.toString(request.status()));
    put("ms", Long.toString(request.took().toMillis()));
    put("request_id", request.requestId());
    put("trace_id", request.traceId());
    put("tenant", tenant);
    put("principal", principal);
    try {
      LOG.infof(
          "%s %s %d in %d ms, request %s, trace %s, tenant %s, principal %s",
          request.edge(),
          request.method(),
          request.status(),
          request.took().toMillis(),
          request.requestId(),
          request.traceId(),
          tenant,
          principal);
    } finally {
      for (String key : KEYS) {
        MDC.remove(key);
      }
    }
  }

  private static final String[] KEYS = {
    "edge", "method", "status", "ms", "request_id", "trace_id", "tenant", "principal"
  };

  private static void put(String key, String value) {
    MDC.put(key, value);
  }
}
