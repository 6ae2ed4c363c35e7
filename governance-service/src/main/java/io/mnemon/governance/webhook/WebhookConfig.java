package io.mnemon.governance.webhook;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;

/** Telling others of events over HTTP. */
@ConfigMapping(prefix = "mnemon.governance.webhook")
interface WebhookConfig {
  /** A file with the keys that protect the receivers' secrets; see {@code LocalKeyring}. */
  Path keyringFile();

  /** How many receivers a tenant may have. */
  int maxWebhooks();

  /** How many deliveries may wait for one receiver; what is more is dead at once. */
  int maxPending();

  /** How often a delivery is attempted. */
  int attempts();

  /** How long to wait after the first attempt. */
  Duration firstPause();

  /** How much longer each further pause is. */
  double growth();

  /** By what part a pause is shorter or longer, at random. */
  double jitter();

  /** For how long a receiver may fail before it gets nothing more. */
  Duration disableAfter();

  /** How long events and deliveries that are done are kept. */
  Duration keepFor();

  /** How many deliveries are under way at once. */
  int concurrency();

  /** How many of them to one receiver. */
  int perReceiver();

  /** How much of a reply is read. */
  int replyBytes();

  /** How often to look for what is due. */
  Duration poll();

  /** How long one attempt may take before another process may take over. */
  Duration lease();
}
