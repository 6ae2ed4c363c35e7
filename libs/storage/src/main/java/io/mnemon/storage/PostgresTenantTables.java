package io.mnemon.storage;

import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A tenant's rows in every table of one schema, as the role of a session may see and delete. */
public final class PostgresTenantTables implements TenantTables {
  private static final String TABLES =
      """
      SELECT c.relname AS name,
             EXISTS (SELECT FROM pg_constraint f
                      WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.confrelid = c.oid)
               AS refers_to_itself,
             ARRAY(SELECT p.relname::text FROM pg_constraint f JOIN pg_class p ON p.oid = f.confrelid
                    WHERE f.contype = 'f' AND f.conrelid = c.oid AND f.confrelid <> c.oid) AS parents
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
      WHERE n.nspname = ? AND c.relkind = 'r'
      ORDER BY c.relname
      """;

  private static final String EVERYWHERE =
      """
      SELECT n.nspname || '.' || c.relname AS name
      FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant' AND NOT a.attisdropped
      WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\\_%'
      """;

  private final PostgresSession session;
  private final String schema;
  private final List<String> first;
  private final int batch;

  /**
   * @param first the tables that are emptied before all others, e.g. those of keys
   * @param batch how many rows one call erases at most; of a table that refers to itself all at
   *     once
   */
  public PostgresTenantTables(
      PostgresSession session, String schema, List<String> first, int batch) {
    this.session = session;
    this.schema = schema;
    this.first = List.copyOf(first);
    this.batch = batch;
  }

  private record Table(String name, boolean refersToItself, List<String> parents) {}

  @Override
  public SortedMap<String, Long> count(TenantScope system) {
    List<Table> tables = tables(system);
    if (tables.isEmpty()) {
      return new TreeMap<>();
    }
    String sql =
        tables.stream()
            .map(
                table ->
                    "SELECT '%s' AS name, count(*) AS n FROM %s WHERE tenant = ?"
                        .formatted(schema + "." + table.name(), quoted(table)))
            .collect(Collectors.joining(" UNION ALL "));
    List<Map.Entry<String, Long>> rows =
        session.query(
            system,
            sql,
            binding -> {
              for (int i = 0; i < tables.size(); i++) {
                binding.uuid(system.tenant());
              }
            },
            row -> Map.entry(row.text("name"), row.bigint("n")));
    SortedMap<String, Long> counts = new TreeMap<>();
    rows.forEach(row -> counts.put(row.getKey(), row.getValue()));
    return counts;
  }

  @Override
  public boolean erase(TenantScope system) {
    int left = batch;
    for (Table table : childrenFirst(tables(system))) {
      left -= erase(system, table, left);
      if (left <= 0) {
        return true;
      }
    }
    return false;
  }

  private int erase(TenantScope system, Table table, int limit) {
    if (table.refersToItself()) {
      return session.update(
          system,
          "DELETE FROM %s WHERE tenant = ?".formatted(quoted(table)),
          binding -> binding.uuid(system.tenant()));
    }
    return session.update(
        system,
        """
        DELETE FROM %1$s
        WHERE tenant = ? AND ctid = ANY (ARRAY(SELECT ctid FROM %1$s WHERE tenant = ? LIMIT ?))
        """
            .formatted(quoted(table)),
        binding -> binding.uuid(system.tenant()).uuid(system.tenant()).integer(limit));
  }

  @Override
  public SortedSet<String> everywhere(TenantScope system) {
    return new TreeSet<>(session.query(system, EVERYWHERE, Binder.NONE, row -> row.text("name")));
  }

  private List<Table> tables(TenantScope system) {
    return session.query(
        system,
        TABLES,
        binding -> binding.text(schema),
        row -> new Table(row.text("name"), row.bool("refers_to_itself"), row.textList("parents")));
  }

  /** A table comes when nothing that is left refers to it; circles come as they are. */
  private List<Table> childrenFirst(List<Table> tables) {
    List<Table> left = new ArrayList<>(tables);
    List<Table> ordered = new ArrayList<>();
    for (String name : first) {
      move(left.stream().filter(table -> table.name().equals(name)).toList(), left, ordered);
    }
    while (!left.isEmpty()) {
      List<Table> free =
          left.stream()
              .filter(
                  table -> left.stream().noneMatch(other -> other.parents().contains(table.name())))
              .toList();
      move(free.isEmpty() ? List.copyOf(left) : free, left, ordered);
    }
    return ordered;
  }

  private static void move(Collection<Table> some, List<Table> from, List<Table> to) {
    from.removeAll(some);
    to.addAll(some);
  }

  private String quoted(Table table) {
    return "\"" + schema + "\".\"" + table.name() + "\"";
  }
}
