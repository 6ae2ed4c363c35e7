package io.mnemon.gateway.limits;

import java.time.Duration;
import java.util.Locale;

/** What is limited by rate. */
enum Kind {
  REQUESTS("send %d requests a second"),
  BYTES("send %d bytes a second"),
  MEMORIES("add %d memories a second");

  private final String sentence;

  Kind(String sentence) {
    this.sentence = sentence;
  }

  /** As in names of buckets and metrics. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  String refusal(Holder holder, Rate rate, Duration retryAfter) {
    return "this %s may %s: try again in %s"
        .formatted(
            holder.word(), sentence.formatted(rate.perSecond()), RateHeaders.inWords(retryAfter));
  }
}
