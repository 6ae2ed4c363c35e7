package io.mnemon.governance.approval;

import java.time.Instant;
import java.util.UUID;

/**
 * What one person decided.
 *
 * @param person who it was: the user of an agent, else the principal itself
 * @param principal who it was, with whose credential
 * @param reviewer for whom: itself, or the one in whose place it decides
 * @param reason empty if none was given
 */
record Vote(UUID person, UUID principal, UUID reviewer, Choice choice, String reason, Instant at) {}
