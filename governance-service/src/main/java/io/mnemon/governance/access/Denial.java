package io.mnemon.governance.access;

import io.mnemon.tenancy.PrincipalKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A refused subject, as the audit keeps it.
 *
 * @param principal who asked
 * @param subject the subject as it was named
 */
record Denial(
    UUID principal,
    @Nullable UUID credential,
    PrincipalKind subjectKind,
    String subject,
    String reason,
    Instant at) {}
