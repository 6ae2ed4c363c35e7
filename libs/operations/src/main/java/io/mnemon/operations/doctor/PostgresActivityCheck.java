package io.mnemon.operations.doctor;

import java.util.ArrayList;
import java.util.List;

/** What goes on in Postgres: transactions that last, dead rows, and changes that wait. */
final class PostgresActivityCheck implements Check {

  private static final int MOST_ATTEMPTS = 10;

  private final PostgresRows rows;
  private final Limits limits;
  private final boolean isServing;

  PostgresActivityCheck(PostgresRows rows, Limits limits, boolean isServing) {
    this.rows = rows;
    this.limits = limits;
    this.isServing = isServing;
  }

  @Override
  public String name() {
    return "Postgres: transactions, dead rows, outbox";
  }

  @Override
  public List<Finding> findings() {
    var found = new ArrayList<Finding>();
    transactions(found);
    vacuum(found);
    if (rows.exists("memory.outbox")) {
      outbox(found);
    }
    return found;
  }

  private void transactions(List<Finding> found) {
    String old =
        rows.line(
            """
            SELECT 'process ' || pid || ' of ' || usename || ', ' || state || ', for '
              || extract(epoch FROM clock_timestamp() - xact_start)::bigint || ' s'
            FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
              AND application_name <> 'mnemon-operations'
              AND clock_timestamp() - xact_start > interval '%d s'
            """
                .formatted(limits.transaction().toSeconds()));
    if (!old.isEmpty()) {
      found.add(
          Finding.warning(
              "transaction-long",
              "A transaction is open: " + old + ".",
              "It keeps its locks, and dead rows of the whole database cannot be removed.",
              "End it: SELECT pg_terminate_backend(pid)"));
    }
  }

  private void vacuum(List<Finding> found) {
    String dead =
        rows.line(
            """
            SELECT schemaname || '.' || relname || ' (' || n_dead_tup || ')'
            FROM pg_stat_user_tables WHERE n_dead_tup > %d AND n_dead_tup > n_live_tup
            """
                .formatted(limits.deadRows()));
    if (!dead.isEmpty()) {
      found.add(
          Finding.warning(
              "rows-dead",
              "More rows are dead than alive in " + dead + ".",
              "The table takes room and time for nothing: autovacuum does not keep up.",
              "VACUUM ANALYZE the table; look for a long transaction."));
    }
    String old =
        rows.line(
            """
            SELECT datname || ' (' || age(datfrozenxid) || ')' FROM pg_database
            WHERE age(datfrozenxid) > %d
            """
                .formatted(limits.transactionIds()));
    if (!old.isEmpty()) {
      found.add(
          Finding.error(
              "transaction-ids-old",
              "Old transaction ids are not frozen in " + old + ".",
              "Postgres stops taking writes at two billion.",
              "VACUUM FREEZE that database; look for a long transaction."));
    }
  }

  private void outbox(List<Finding> found) {
    String stuck =
        rows.line(
            """
            SELECT count(*) || ', the oldest of ' || min(created_at) || ', tried '
              || max(attempts) || ' times'
            FROM memory.outbox
            WHERE attempts >= %d OR (%b AND created_at < clock_timestamp() - interval '%d s')
            HAVING count(*) > 0
            """
                .formatted(MOST_ATTEMPTS, isServing, limits.outbox().toSeconds()));
    if (!stuck.isEmpty()) {
      found.add(
          Finding.error(
              "outbox-behind",
              "Changes wait for the index: " + stuck + ".",
              "Searches miss them, or find what was deleted.",
              "Look for \"outbox\" or \"index\" in Mnemon's log, and start it again."));
    }
  }
}
