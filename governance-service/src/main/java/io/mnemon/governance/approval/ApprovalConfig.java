package io.mnemon.governance.approval;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Requests for approval. */
@ConfigMapping(prefix = "mnemon.governance.approval")
interface ApprovalConfig {
  /** How long until a request expires, unless it says otherwise. */
  Duration timeout();

  /** How long until others may decide too, unless it says otherwise. */
  Duration escalateAfter();

  /** The longest time until it expires that a request may ask for. */
  Duration maxTimeout();

  /** How many requests of one tenant may be pending. */
  int maxPending();

  /** How far ahead a delegation may end. */
  Duration maxDelegation();

  /** How often to look for requests whose time has come. */
  Duration poll();

  /** How many of them are worked on at once. */
  int concurrency();
}
