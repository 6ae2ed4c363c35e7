package io.mnemon.operations.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether the schemas are whole, and nobody can look past row-level security. */
final class PostgresSchemaCheck implements Check {

  private static final String OURS =
      "(SELECT schemaname FROM pg_tables WHERE tablename = 'flyway_schema_history')";

  private final PostgresRows rows;

  PostgresSchemaCheck(PostgresRows rows) {
    this.rows = rows;
  }

  @Override
  public String name() {
    return "Postgres: schemas, row-level security, roles";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    migrations(found);
    rowLevelSecurity(found);
    roles(found);
    indexes(found);
    return found;
  }

  private void migrations(List<Finding> found) {
    for (List<String> schema :
        rows.of("SELECT schemaname FROM pg_tables WHERE tablename = 'flyway_schema_history'")) {
      String failed =
          rows.line(
              "SELECT script FROM %s.flyway_schema_history WHERE NOT success"
                  .formatted(schema.getFirst()));
      if (!failed.isEmpty()) {
        found.add(
            Finding.error(
                "migration-failed",
                "In the schema " + schema.getFirst() + " did not finish: " + failed + ".",
                "The service does not start on a schema that is half changed.",
                "Restore the backup from before the upgrade, and report the log of the start."));
      }
    }
  }

  private void rowLevelSecurity(List<Finding> found) {
    String open =
        rows.line(
            """
            SELECT c.oid::regclass FROM pg_class c
              JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname IN %s
              AND EXISTS (SELECT FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped)
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
            ORDER BY 1
            """
                .formatted(OURS));
    if (!open.isEmpty()) {
      found.add(
          Finding.error(
              "rls-off",
              "Row-level security is not in force on " + open + ".",
              "One forgotten condition in a query would show one tenant's rows to another.",
              "ALTER TABLE … ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; find out who"
                  + " switched it off."));
    }
  }

  private void roles(List<Finding> found) {
    String mighty =
        rows.line(
            """
            SELECT rolname FROM pg_roles
            WHERE rolname LIKE 'mnemon%' AND (rolsuper OR rolbypassrls) ORDER BY 1
            """);
    if (!mighty.isEmpty()) {
      found.add(
          Finding.error(
              "role-too-mighty",
              "These roles pass by row-level security: " + mighty + ".",
              "The services log in as them; a mistake in one query would show another tenant's rows.",
              "ALTER ROLE … NOSUPERUSER NOBYPASSRLS"));
    }
  }

  private void indexes(List<Finding> found) {
    String invalid =
        rows.line(
            "SELECT indexrelid::regclass FROM pg_index WHERE NOT (indisvalid AND indisready)");
    if (!invalid.isEmpty()) {
      found.add(
          Finding.error(
              "index-invalid",
              "Postgres does not use " + invalid + ".",
              "Queries are slow, and what a unique one guards is not guarded.",
              "REINDEX INDEX CONCURRENTLY …"));
    }
  }
}
