package io.mnemon.storage;

import java.sql.SQLException;

/** Sets the parameters of one statement, in the order of its question marks. */
@FunctionalInterface
public interface Binder {
  /** A statement without parameters. */
  Binder NONE = binding -> {};

  void bind(Binding binding) throws SQLException;
}
