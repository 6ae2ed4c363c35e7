package io.mnemon.governance.offboarding;

import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.PostgresTenantPages;
import io.mnemon.storage.PostgresTenantPages.Section;
import io.mnemon.storage.PostgresTenantTables;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** A tenant's rows in schema {@code governance}, as the role for background work sees them. */
final class PostgresGovernanceRecords implements GovernanceRecords {
  private static final String PLAIN = "to_jsonb(r) - 'tenant'";

  /** Spelt out, so that no secret of a key is ever told. */
  private static final String KEY =
      """
      jsonb_build_object('id', r.id, 'principal', r.principal, 'scopes', r.scopes,
        'act_for_unit', r.act_for_unit, 'act_for_prefix', r.act_for_prefix,
        'expires_at', r.expires_at, 'created_at', r.created_at, 'created_by', r.created_by,
        'revoked_at', r.revoked_at, 'last_used_at', r.last_used_at, 'replaced_by', r.replaced_by)
      """;

  /** Of rows that have no id: what tells those of one principal apart. */
  private static final String PLACED = PLAIN + " - 'place'";

  private static final List<String> OF_PRINCIPAL = List.of("principal", "place");

  private static final String ISSUER =
      """
      (SELECT i.*,
              (SELECT jsonb_agg(to_jsonb(m) - 'tenant' - 'issuer') FROM governance.issuer_mapping m
                WHERE m.tenant = i.tenant AND m.issuer = i.id) AS mappings
       FROM governance.issuer i)
      """;

  private static final String IDENTITY =
      """
      (SELECT i.*, i.issuer || ' ' || i.subject || ' ' || i.actor AS place
       FROM governance.principal_identity i)
      """;

  /** A principal may have several roles in one place, one by hand and one of each group. */
  private static final String MEMBERSHIP =
      "(SELECT m.*, m.unit || ' ' || m.source AS place FROM governance.membership m)";

  private static final String ENTRY =
      "r.entry::jsonb - 'type' || jsonb_build_object('hash', encode(r.hash, 'hex'))";

  private static final String WEBHOOK =
      """
      jsonb_build_object('id', r.id, 'url', r.url, 'events', r.events,
        'description', r.description, 'created_by', r.created_by, 'created_at', r.created_at,
        'disabled_at', r.disabled_at)
      """;

  private static final List<Section> SECTIONS =
      List.of(
          Section.byId(
              "tenant",
              "(SELECT id AS tenant, id, name, created_at FROM governance.tenant)",
              PLAIN,
              "id"),
          Section.byId("unit", "governance.unit", PLAIN, "id"),
          Section.byId("principal", "governance.principal", PLAIN, "id"),
          new Section("membership", MEMBERSHIP, PLACED, OF_PRINCIPAL, "text"),
          Section.byId("key", "governance.api_key", KEY, "id"),
          Section.byId("issuer", ISSUER, PLAIN, "id"),
          new Section("identity", IDENTITY, PLACED, OF_PRINCIPAL, "text"),
          Section.byId("directory_user", "governance.directory_user", PLAIN, "id"),
          Section.byId("directory_group", "governance.directory_group", PLAIN, "id"),
          new Section(
              "directory_member",
              "governance.directory_member",
              PLAIN,
              List.of("group_id", "user_id"),
              "uuid"),
          Section.byId("audit_settings", "governance.audit_settings", PLAIN, "tenant"),
          new Section(
              "pseudonym",
              "governance.pseudonym",
              PLAIN,
              List.of("principal", "pseudonym"),
              "uuid"),
          new Section(
              "audit_entry", "governance.audit_entry", ENTRY, List.of("tenant", "seq"), "bigint"),
          new Section(
              "audit_checkpoint",
              "governance.audit_checkpoint",
              "r.line::jsonb - 'type'",
              List.of("tenant", "number"),
              "bigint"),
          Section.byId("export_record", "governance.tenant_export", PLAIN, "id"),
          Section.byId("approval", "governance.approval", PLAIN, "id"),
          new Section(
              "approval_vote",
              "governance.approval_vote",
              PLAIN,
              List.of("approval", "person"),
              "uuid"),
          new Section(
              "approval_delegation",
              "governance.approval_delegation",
              PLAIN,
              List.of("deputy", "reviewer"),
              "uuid"),
          Section.byId("webhook", "governance.webhook", WEBHOOK, "id"));

  /** Those that are written without a change of the tenant's epoch. */
  private static final List<String> LATE =
      List.of(
          "webhook_delivery",
          "webhook",
          "event",
          "outbox",
          "due",
          "approval_delegation",
          "approval_vote",
          "approval",
          "audit_pending",
          "audit_entry",
          "audit_checkpoint",
          "audit_head",
          "pseudonym",
          "audit_settings",
          "tenant_export",
          "principal_identity",
          "principal");

  private final PostgresSession jobs;
  private final PostgresTenantTables tables;
  private final PostgresTenantPages pages;

  PostgresGovernanceRecords(PostgresSession jobs, int erasedAtOnce, int exportedAtOnce) {
    this.jobs = jobs;
    this.tables = new PostgresTenantTables(jobs, "governance", List.of("api_key"), erasedAtOnce);
    this.pages = new PostgresTenantPages(jobs, SECTIONS, exportedAtOnce);
  }

  @Override
  public SortedMap<String, Long> count(TenantScope system) {
    return tables.count(system);
  }

  @Override
  public boolean erase(TenantScope system) {
    return tables.erase(system);
  }

  @Override
  public SortedSet<String> everywhere(TenantScope system) {
    return tables.everywhere(system);
  }

  @Override
  public Page page(TenantScope system, String cursor) {
    Page page = pages.page(system, cursor);
    String type = "{\"type\":\"" + page.type() + "\", ";
    return new Page(
        page.type(),
        page.rows().stream().map(row -> type + row.substring(1)).toList(),
        page.next());
  }

  @Override
  public void eraseTenant(TenantScope system) {
    jobs.transact(
        system,
        tx -> {
          // Whoever writes a row of the tenant now waits here, and then finds no tenant.
          tx.query(
              "SELECT id FROM governance.tenant WHERE id = ? FOR UPDATE",
              binding -> binding.uuid(system.tenant()),
              row -> row.uuid("id"));
          for (String table : LATE) {
            tx.update(
                "DELETE FROM governance." + table + " WHERE tenant = ?",
                binding -> binding.uuid(system.tenant()));
          }
          return tx.update(
              "DELETE FROM governance.tenant WHERE id = ? AND erasing_since IS NOT NULL",
              binding -> binding.uuid(system.tenant()));
        });
  }
}
