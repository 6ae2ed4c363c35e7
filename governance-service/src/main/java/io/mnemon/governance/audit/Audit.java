package io.mnemon.governance.audit;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.storage.AuditReads;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PendingAudit;
import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The log of a tenant, for its administrators. */
final class Audit {
  private static final String JOB = "audit-append";

  private final Directory directory;
  private final Guard guard;
  private final ChainStore chains;
  private final LogStore log;
  private final Checkpoints checkpoints;

  Audit(
      Directory directory, Guard guard, ChainStore chains, LogStore log, Checkpoints checkpoints) {
    this.directory = directory;
    this.guard = guard;
    this.chains = chains;
    this.log = log;
    this.checkpoints = checkpoints;
  }

  /**
   * Some entries.
   *
   * @param persons who is behind the pseudonyms in them
   * @param next the place before which the next page begins; 0 at the end
   */
  record Found(List<LoggedEntry> entries, Map<String, Person> persons, long next) {
    Found {
      entries = List.copyOf(entries);
      persons = Map.copyOf(persons);
    }
  }

  /** Checkpoints, and the number before which the next page begins; 0 at the end. */
  record FoundCheckpoints(List<KeptCheckpoint> checkpoints, long next) {
    FoundCheckpoints {
      checkpoints = List.copyOf(checkpoints);
    }
  }

  Found find(Caller caller, LogQuery query, int limit) {
    TenantScope scope = admitted(caller, "audit.read");
    List<LoggedEntry> found = log.find(scope, query, limit + 1);
    List<LoggedEntry> page = found.subList(0, Math.min(limit, found.size()));
    Set<String> pseudonyms = new LinkedHashSet<>();
    for (LoggedEntry each : page) {
      pseudonyms.add(each.entry().actor());
      pseudonyms.add(each.entry().onBehalfOf());
      pseudonyms.addAll(each.entry().subjects());
    }
    return new Found(
        page, log.persons(scope, pseudonyms), found.size() > limit ? page.getLast().seq() : 0);
  }

  FoundCheckpoints checkpoints(Caller caller, long before, int limit) {
    List<KeptCheckpoint> found = log.checkpoints(admitted(caller, "audit.read"), before, limit + 1);
    List<KeptCheckpoint> page = found.subList(0, Math.min(limit, found.size()));
    return new FoundCheckpoints(page, found.size() > limit ? page.getLast().number() : 0);
  }

  KeptCheckpoint checkpoint(Caller caller) {
    TenantScope scope = admitted(caller, "audit.export");
    ChainStore.Kept kept = checkpoints.take(scope);
    return log.checkpoints(scope, kept.number() + 1, 1).getFirst();
  }

  AuditReads reads(Caller caller) {
    return log.reads(admitted(caller, "audit.read")).orElse(AuditReads.BATCHED);
  }

  /** What a tenant wants, for a service. */
  AuditReads readsOf(Caller service, UUID tenant) {
    guard.require(service, "audit.reads", Optional.empty());
    return log.reads(TenantScope.of(tenant, Set.of())).orElse(AuditReads.BATCHED);
  }

  void setReads(Caller caller, AuditReads reads) {
    log.setReads(admitted(caller, "audit.configure"), reads);
  }

  /** Chains what a service brings. */
  void append(Caller service, List<PendingAudit> entries) {
    guard.require(service, "audit.append", Optional.empty());
    for (PendingAudit pending : entries) {
      if (!pending.entry().service().equals(service.name())) {
        throw ServiceException.invalid(
            "entries", "a service brings entries of its own, not of " + pending.entry().service());
      }
    }
    append(entries);
  }

  void append(List<PendingAudit> entries) {
    Map<UUID, List<PendingAudit>> tenants = new LinkedHashMap<>();
    entries.forEach(
        entry -> tenants.computeIfAbsent(entry.tenant(), tenant -> new ArrayList<>()).add(entry));
    tenants.forEach((tenant, some) -> chains.append(TenantScope.system(tenant, JOB), some));
  }

  /** The caller's tenant, if it may do this to the log. */
  TenantScope admitted(Caller caller, String action) {
    Snapshot snapshot = directory.look(caller);
    guard.require(caller, action, snapshot.standing(caller), caller.tenant());
    return Directory.scopeOf(caller);
  }

  static ServiceException tenantIsGone() {
    return new ServiceException(
        ErrorCode.UNAUTHENTICATED, "the tenant of this credential does not exist any more");
  }
}
