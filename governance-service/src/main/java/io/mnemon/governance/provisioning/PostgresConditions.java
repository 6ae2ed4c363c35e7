package io.mnemon.governance.provisioning;

import io.mnemon.storage.Binder;
import io.mnemon.storage.Binding;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The conditions of a WHERE, each with its one parameter. */
final class PostgresConditions {
  private final StringBuilder sql = new StringBuilder();
  private final List<Binder> binders = new ArrayList<>();

  PostgresConditions and(String condition, @Nullable UUID value) {
    return value == null ? this : add(condition, binding -> binding.uuid(value));
  }

  PostgresConditions and(String condition, @Nullable String value) {
    return value == null ? this : add(condition, binding -> binding.text(value));
  }

  private PostgresConditions add(String condition, Binder binder) {
    sql.append(" AND ").append(condition);
    binders.add(binder);
    return this;
  }

  /** The conditions, each after an AND. */
  String sql() {
    return sql.toString();
  }

  void bind(Binding binding) throws SQLException {
    for (Binder binder : binders) {
      binder.bind(binding);
    }
  }
}
