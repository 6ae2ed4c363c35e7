package io.mnemon.storage;

import java.sql.SQLException;

/** What happens inside one transaction; it is rolled back if this throws. */
@FunctionalInterface
public interface Work<T> {
  T run(Transaction tx) throws SQLException;
}
