package io.mnemon.gateway.limits;

import java.util.Locale;

/** Whose use is limited. */
enum Holder {
  TENANT,
  KEY,
  SUBJECT;

  /** As in names of buckets and metrics. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
