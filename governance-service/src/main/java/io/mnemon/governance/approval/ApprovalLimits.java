package io.mnemon.governance.approval;

import java.time.Duration;

/**
 * How long requests live, and how many there may be.
 *
 * @param timeout until a request expires, unless it says otherwise
 * @param escalateAfter until others may decide too, unless it says otherwise
 * @param maxTimeout the longest time that a request may ask for
 * @param maxPending how many requests of a tenant may be pending
 * @param maxDelegation how far ahead a delegation may end
 */
record ApprovalLimits(
    Duration timeout,
    Duration escalateAfter,
    Duration maxTimeout,
    int maxPending,
    Duration maxDelegation) {}
