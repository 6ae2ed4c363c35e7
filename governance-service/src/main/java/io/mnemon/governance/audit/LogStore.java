package io.mnemon.governance.audit;

import io.mnemon.storage.AuditReads;
import io.mnemon.tenancy.TenantScope;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where logs are read, and what tenants want of theirs. */
interface LogStore {
  /**
   * The entries that fit, the latest first: in the order of the chain, or of their times if the
   * query is for times.
   */
  List<LoggedEntry> find(TenantScope scope, LogQuery query, int limit);

  /** The principals behind pseudonyms, as far as that is known. */
  Map<String, Person> persons(TenantScope scope, Collection<String> pseudonyms);

  /**
   * Lines of entries and checkpoints as an export has them, in their order.
   *
   * @param after the entry before the first wanted one
   * @param last the last wanted entry
   */
  List<Line> lines(TenantScope scope, long after, long last, int limit);

  /** Checkpoints, the latest first. */
  List<KeptCheckpoint> checkpoints(TenantScope scope, long before, int limit);

  Optional<AuditReads> reads(TenantScope scope);

  void setReads(TenantScope scope, AuditReads reads);

  /**
   * A line of an export.
   *
   * @param entries up to which entry the export has come with it
   */
  record Line(boolean isEntry, long entries, String text) {}
}
