package io.mnemon.memory.record;

import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** A selection as a condition of SQL on memories {@code m}, with its parameters. */
public final class PostgresSelection implements Binder {
  private final Selection selection;
  private final String version;
  private final List<String> kinds;
  private final Optional<PostgresFilter> filter;

  public PostgresSelection(Selection selection) {
    this(selection, "m");
  }

  /**
   * @param version the alias of what a version has of its own; the rest is {@code m}'s
   */
  PostgresSelection(Selection selection, String version) {
    this.selection = selection;
    this.version = version;
    this.kinds = selection.kinds().stream().map(Kind::word).toList();
    this.filter = selection.filter().map(wanted -> new PostgresFilter(wanted, version));
  }

  public String sql() {
    return (kinds.isEmpty() ? "" : version + ".kind = ANY (?) AND ")
        + version
        + ".tags @> ?"
        + filter.map(wanted -> " AND " + wanted.sql()).orElse("");
  }

  @Override
  public void bind(Binding binding) throws SQLException {
    if (!kinds.isEmpty()) {
      binding.textArray(kinds);
    }
    binding.textArray(selection.tags());
    if (filter.isPresent()) {
      filter.get().bind(binding);
    }
  }
}
