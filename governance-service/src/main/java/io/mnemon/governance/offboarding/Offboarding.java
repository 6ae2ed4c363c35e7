package io.mnemon.governance.offboarding;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Settled;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Erases tenants in two steps: first it tells what would be erased, then it takes the order. What
 * was confirmed is what is erased: an order for more than that is refused.
 */
final class Offboarding {
  /** Rows that come and go by themselves, or follow from others: not what was confirmed. */
  private static final Set<String> BESIDE =
      Set.of(
          "memory.outbox",
          "memory.idempotency",
          "memory.vector",
          "memory.recall",
          "memory.recall_use",
          "memory.usage",
          "memory.operation",
          "memory.operation_item",
          "memory.enrichment",
          "memory.archive_object",
          "memory.worth_turn",
          "memory.purge",
          "memory.upload",
          "governance.idempotency",
          "memory.audit_pending",
          "governance.audit_pending",
          "governance.audit_head",
          "governance.audit_entry",
          "governance.audit_checkpoint",
          "governance.pseudonym",
          "governance.due",
          "governance.event",
          "governance.outbox",
          "governance.webhook_delivery",
          "governance.tenant_export");

  private static final String JOB = "off-boarding";
  private static final int CONFIRMATION_BYTES = 24;

  private final ErasureStore store;
  private final ExportStore exports;
  private final Counting counting;
  private final Doors doors;
  private final Runnable wake;
  private final Settled settled;
  private final Duration confirmWithin;
  private final InstantSource clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param wake says that there is an erasure to do
   * @param confirmWithin how long an offer is good
   */
  Offboarding(
      ErasureStore store,
      ExportStore exports,
      Counting counting,
      Doors doors,
      Runnable wake,
      Settled settled,
      Duration confirmWithin,
      InstantSource clock) {
    this.store = store;
    this.exports = exports;
    this.counting = counting;
    this.doors = doors;
    this.wake = wake;
    this.settled = settled;
    this.confirmWithin = confirmWithin;
    this.clock = clock;
  }

  /**
   * @param confirmation from the offer; empty to get one
   */
  EndOfTenant delete(Caller caller, String id, String confirmation) {
    UUID tenant = doors.forPlatform(caller, "tenant.delete", id);
    if (!confirmation.isEmpty()) {
      Erasure begun = store.find(tenant).orElse(null);
      if (begun != null) {
        return new EndOfTenant.Begun(begun);
      }
    }
    String name = store.nameOf(tenant).orElseThrow(() -> Doors.notFound(id));
    if (tenant.equals(caller.tenant())) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "this is your own tenant, from which the platform is administered: it cannot be erased");
    }
    SortedMap<String, Long> counts = counting.of(tenant).rows();
    return confirmation.isEmpty()
        ? offer(caller, tenant, counts)
        : begin(caller, tenant, name, confirmation, counts);
  }

  /** The erasure of a tenant that was confirmed. */
  Erasure erasure(Caller caller, String id) {
    UUID tenant = doors.forPlatform(caller, "tenant.erasure", id);
    return store
        .find(tenant)
        .orElseThrow(() -> ServiceException.notFound("an erasure of tenant " + id));
  }

  private EndOfTenant offer(Caller caller, UUID tenant, SortedMap<String, Long> counts) {
    byte[] bytes = new byte[CONFIRMATION_BYTES];
    random.nextBytes(bytes);
    String confirmation = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    Offer offer =
        new Offer(
            tenant,
            Digests.sha256(confirmation),
            caller.principal(),
            counts,
            clock.instant().plus(confirmWithin));
    store.put(offer);
    return new EndOfTenant.Offered(offer, confirmation);
  }

  private EndOfTenant begin(
      Caller caller,
      UUID tenant,
      String name,
      String confirmation,
      SortedMap<String, Long> counts) {
    Offer offer = good(store.offer(tenant).orElse(null), caller, confirmation);
    requireUnchanged(offer.counts(), counts);
    Instant now = clock.instant();
    store.begin(
        new Erasure(
            tenant,
            Digests.sha256(name),
            caller.principal(),
            now,
            exports.last(TenantScope.system(tenant, JOB)).orElse(null),
            new TreeMap<>(),
            new TreeMap<>(),
            null,
            null));
    settled.await(TenantScope.system(tenant, JOB));
    wake.run();
    return new EndOfTenant.Begun(store.find(tenant).orElseThrow());
  }

  private Offer good(@Nullable Offer offer, Caller caller, String confirmation) {
    if (offer == null
        || !offer.offeredTo().equals(caller.principal())
        || !Digests.equal(offer.confirmationSha256(), Digests.sha256(confirmation))) {
      throw refused("is not what you were given for this tenant");
    }
    if (!clock.instant().isBefore(offer.expiresAt())) {
      throw refused("has expired");
    }
    return offer;
  }

  private static ServiceException refused(String why) {
    return ServiceException.invalid(
        "confirm", why + ": send the request without it to see what would be erased");
  }

  private static void requireUnchanged(
      SortedMap<String, Long> offered, SortedMap<String, Long> now) {
    Set<String> tables = new TreeSet<>(offered.keySet());
    tables.addAll(now.keySet());
    tables.removeAll(BESIDE);
    for (String table : tables) {
      long before = offered.getOrDefault(table, 0L);
      long rows = now.getOrDefault(table, 0L);
      if (rows != before) {
        throw new ServiceException(
            ErrorCode.ABORTED,
            "the tenant has changed since: %s had %d rows and has %d now. Stop what writes there, and send the request without confirm to see what would be erased"
                .formatted(table, before, rows));
      }
    }
  }
}
