package io.mnemon.storage;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGobject;

/**
 * The parameters of a statement, set one after the other. Nulls keep the type of their column, so
 * that a statement is planned once whatever is bound.
 */
public final class Binding {
  private final PreparedStatement statement;
  private int index;

  Binding(PreparedStatement statement, int bound) {
    this.statement = statement;
    this.index = bound;
  }

  /** How many parameters are set. */
  int bound() {
    return index;
  }

  public Binding uuid(@Nullable UUID value) throws SQLException {
    if (value == null) {
      return typedNull("uuid");
    }
    statement.setObject(++index, value);
    return this;
  }

  public Binding text(@Nullable String value) throws SQLException {
    statement.setString(++index, value);
    return this;
  }

  public Binding bool(@Nullable Boolean value) throws SQLException {
    if (value == null) {
      statement.setNull(++index, Types.BOOLEAN);
    } else {
      statement.setBoolean(++index, value);
    }
    return this;
  }

  public Binding integer(@Nullable Integer value) throws SQLException {
    if (value == null) {
      statement.setNull(++index, Types.INTEGER);
    } else {
      statement.setInt(++index, value);
    }
    return this;
  }

  public Binding bigint(@Nullable Long value) throws SQLException {
    if (value == null) {
      statement.setNull(++index, Types.BIGINT);
    } else {
      statement.setLong(++index, value);
    }
    return this;
  }

  /** A double precision number. */
  public Binding float8(@Nullable Double value) throws SQLException {
    if (value == null) {
      statement.setNull(++index, Types.DOUBLE);
    } else {
      statement.setDouble(++index, value);
    }
    return this;
  }

  public Binding bytes(byte @Nullable [] value) throws SQLException {
    statement.setBytes(++index, value);
    return this;
  }

  /** A timestamptz; what is finer than a microsecond is cut off, as Postgres cannot keep it. */
  public Binding timestamp(@Nullable Instant value) throws SQLException {
    if (value == null) {
      return typedNull("timestamptz");
    }
    statement.setObject(++index, value.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC));
    return this;
  }

  /** A jsonb document. */
  public Binding json(@Nullable String value) throws SQLException {
    PGobject document = new PGobject();
    document.setType("jsonb");
    document.setValue(value);
    statement.setObject(++index, document);
    return this;
  }

  public Binding textArray(@Nullable Collection<? extends @Nullable String> values)
      throws SQLException {
    return array("text", values);
  }

  public Binding uuidArray(@Nullable Collection<? extends @Nullable UUID> values)
      throws SQLException {
    return array("uuid", values);
  }

  public Binding bigintArray(@Nullable Collection<Long> values) throws SQLException {
    return array("int8", values);
  }

  /** Travels as it is: as text it would be twice as long, and be read by both sides. */
  public Binding bytesArray(Collection<? extends byte @Nullable []> values) throws SQLException {
    statement.setArray(
        ++index, statement.getConnection().createArrayOf("bytea", values.toArray(byte[][]::new)));
    return this;
  }

  private Binding array(String type, @Nullable Collection<? extends @Nullable Object> values)
      throws SQLException {
    if (values == null) {
      return typedNull("_" + type);
    }
    statement.setArray(
        ++index, statement.getConnection().createArrayOf(type, values.toArray(Object[]::new)));
    return this;
  }

  private Binding typedNull(String type) throws SQLException {
    PGobject nothing = new PGobject();
    nothing.setType(type);
    statement.setObject(++index, nothing);
    return this;
  }
}
