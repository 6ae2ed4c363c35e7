package io.mnemon.tenancy;

import java.util.UUID;

/**
 * Where one service writes down what is not part of a transaction: refusals and reads. What a
 * transaction changes is written by the session that runs it.
 */
public interface AuditTrail {
  /** The service, e.g. {@code memory}. */
  String service();

  /**
   * Keeps an entry durably before it returns. Of the refusals of one principal only some in a
   * minute are kept one by one; further ones are counted, and their number follows.
   */
  void write(UUID tenant, AuditEntry entry);

  /** Keeps an allowed read the way the tenant wants it: at once, within some seconds, or not. */
  void read(UUID tenant, AuditEntry entry);

  /** What stands in an entry for a text that is no id: it tells equal texts and nothing else. */
  String hash(UUID tenant, String text);
}
