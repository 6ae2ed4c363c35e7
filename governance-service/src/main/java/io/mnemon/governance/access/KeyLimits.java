package io.mnemon.governance.access;

import java.time.Duration;

/**
 * How many keys there may be.
 *
 * @param maxPerPrincipal how many keys of one principal may be good at once
 * @param maxOverlap how long a key may stay good beside the one that replaces it
 */
record KeyLimits(int maxPerPrincipal, Duration maxOverlap) {}
