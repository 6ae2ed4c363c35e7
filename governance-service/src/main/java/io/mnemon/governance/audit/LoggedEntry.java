package io.mnemon.governance.audit;

import io.mnemon.audit.LogEntry;

/** An entry at its place in the chain. */
record LoggedEntry(long seq, LogEntry entry, String hash) {}
