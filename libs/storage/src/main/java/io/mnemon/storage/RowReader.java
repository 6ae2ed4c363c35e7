package io.mnemon.storage;

import java.sql.SQLException;

/** Turns one row of a result into a value. */
@FunctionalInterface
public interface RowReader<T> {
  T read(Row row) throws SQLException;
}
