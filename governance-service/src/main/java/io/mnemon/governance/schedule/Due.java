package io.mnemon.governance.schedule;

import java.util.UUID;

/**
 * Something whose time has come, leased to this process.
 *
 * @param subject what it is about
 * @param lane what it must not crowd out: few of one lane are under way at once
 * @param leaseEpoch counts the leases: only the latest may finish it
 */
public record Due(UUID tenant, String kind, UUID subject, UUID lane, long leaseEpoch) {}
