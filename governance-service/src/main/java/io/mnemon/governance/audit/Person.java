package io.mnemon.governance.audit;

import java.util.UUID;

/** The principal behind a pseudonym. */
record Person(UUID id, String name) {}
