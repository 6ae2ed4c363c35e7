package io.mnemon.storage;

import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.stream.IntStream;

/** Reads one table after the other by key, so that memory stays bounded however much there is. */
public final class PostgresTenantPages implements TenantPages {
  private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

  private final PostgresSession session;
  private final List<Section> sections;
  private final int limit;

  /**
   * A table of the export.
   *
   * @param type what its rows are called
   * @param table the table with its schema
   * @param json a JSON expression over the row {@code r}: what is told of it
   * @param key two columns that are unique in a tenant, a uuid and another; one alone stands twice
   * @param second the second column's type
   */
  public record Section(String type, String table, String json, List<String> key, String second) {
    public Section {
      key = List.copyOf(key);
    }

    /** A table whose key is one uuid. */
    public static Section byId(String type, String table, String json, String id) {
      return new Section(type, table, json, List.of(id, id), "uuid");
    }

    String least() {
      return second.equals("uuid") ? NOBODY : "0";
    }
  }

  public PostgresTenantPages(PostgresSession session, List<Section> sections, int limit) {
    this.session = session;
    this.sections = List.copyOf(sections);
    this.limit = limit;
  }

  private record Found(String json, String first, String second) {}

  @Override
  public Page page(TenantScope system, String cursor) {
    String[] place =
        cursor.isEmpty() ? new String[] {sections.getFirst().type()} : cursor.split("/", 3);
    int index =
        IntStream.range(0, sections.size())
            .filter(i -> sections.get(i).type().equals(place[0]))
            .findFirst()
            .orElseThrow(() -> ServiceException.invalid("cursor", "is none of ours"));
    Section section = sections.get(index);
    boolean begins = place.length < 3;
    List<Found> found =
        read(system, section, begins ? NOBODY : place[1], begins ? section.least() : place[2]);
    return new Page(section.type(), found.stream().map(Found::json).toList(), next(index, found));
  }

  private String next(int index, List<Found> found) {
    if (found.size() == limit) {
      Found last = found.getLast();
      return sections.get(index).type() + "/" + last.first() + "/" + last.second();
    }
    return index + 1 < sections.size() ? sections.get(index + 1).type() : "";
  }

  private List<Found> read(TenantScope system, Section section, String first, String second) {
    String sql =
        """
        SELECT (%1$s)::text AS json, r.%3$s::text AS first, r.%4$s::text AS second
        FROM %2$s r
        WHERE r.tenant = ? AND (r.%3$s, r.%4$s) > (?::uuid, ?::%5$s)
        ORDER BY r.%3$s, r.%4$s LIMIT ?
        """
            .formatted(
                section.json(),
                section.table(),
                section.key().getFirst(),
                section.key().getLast(),
                section.second());
    return session.transact(
        system,
        tx -> {
          // Times in JSON are written in the zone of the session.
          tx.query("SELECT set_config('TimeZone', 'UTC', true) AS zone", Binder.NONE, row -> "");
          return tx.query(
              sql,
              binding -> binding.uuid(system.tenant()).text(first).text(second).integer(limit),
              row -> new Found(row.text("json"), row.text("first"), row.text("second")));
        });
  }
}
