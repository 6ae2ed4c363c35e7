package io.mnemon.governance.approval;

import java.time.Instant;
import java.util.UUID;

/** One reviewer lets another decide in its place for a time. */
record Delegation(UUID reviewer, UUID deputy, Instant until) {}
