package io.mnemon.governance.identity;

import java.time.Duration;

/**
 * How long keys of issuers are relied on.
 *
 * @param fresh how long without asking for them again
 * @param kept how long if the issuer does not answer
 * @param pause between two times of asking an issuer
 */
record KeyTimes(Duration fresh, Duration kept, Duration pause) {}
