package io.mnemon.storage;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result, read by column name. A plain getter insists on a value; its {@code
 * …OrNull} twin admits SQL's NULL.
 */
public final class Row {
  private final ResultSet result;

  Row(ResultSet result) {
    this.result = result;
  }

  public UUID uuid(String column) throws SQLException {
    return present(column, uuidOrNull(column));
  }

  public @Nullable UUID uuidOrNull(String column) throws SQLException {
    return result.getObject(column, UUID.class);
  }

  public String text(String column) throws SQLException {
    return present(column, textOrNull(column));
  }

  public @Nullable String textOrNull(String column) throws SQLException {
    return result.getString(column);
  }

  /** A jsonb document as its text. */
  public String json(String column) throws SQLException {
    return text(column);
  }

  public @Nullable String jsonOrNull(String column) throws SQLException {
    return textOrNull(column);
  }

  public boolean bool(String column) throws SQLException {
    return present(column, boolOrNull(column));
  }

  public @Nullable Boolean boolOrNull(String column) throws SQLException {
    boolean value = result.getBoolean(column);
    return result.wasNull() ? null : value;
  }

  public int integer(String column) throws SQLException {
    return present(column, integerOrNull(column));
  }

  public @Nullable Integer integerOrNull(String column) throws SQLException {
    int value = result.getInt(column);
    return result.wasNull() ? null : value;
  }

  public long bigint(String column) throws SQLException {
    return present(column, bigintOrNull(column));
  }

  public @Nullable Long bigintOrNull(String column) throws SQLException {
    long value = result.getLong(column);
    return result.wasNull() ? null : value;
  }

  /** A real or double precision number. */
  public double float8(String column) throws SQLException {
    return present(column, float8OrNull(column));
  }

  public @Nullable Double float8OrNull(String column) throws SQLException {
    double value = result.getDouble(column);
    return result.wasNull() ? null : value;
  }

  public byte[] bytes(String column) throws SQLException {
    byte[] value = bytesOrNull(column);
    if (value == null) {
      throw absent(column);
    }
    return value;
  }

  public byte @Nullable [] bytesOrNull(String column) throws SQLException {
    return result.getBytes(column);
  }

  /** A timestamptz. */
  public Instant instant(String column) throws SQLException {
    return present(column, instantOrNull(column));
  }

  public @Nullable Instant instantOrNull(String column) throws SQLException {
    OffsetDateTime value = result.getObject(column, OffsetDateTime.class);
    return value == null ? null : value.toInstant();
  }

  /** The elements of a text[]; none if the column is NULL. */
  public List<String> textList(String column) throws SQLException {
    return list(column, String[].class);
  }

  /** The elements of a uuid[]; none if the column is NULL. */
  public List<UUID> uuidList(String column) throws SQLException {
    return list(column, UUID[].class);
  }

  private <E> List<E> list(String column, Class<E[]> type) throws SQLException {
    Array array = result.getArray(column);
    if (array == null) {
      return List.of();
    }
    Object[] elements = (Object[]) array.getArray();
    return List.of(Arrays.copyOf(elements, elements.length, type));
  }

  private static <T> T present(String column, @Nullable T value) {
    if (value == null) {
      throw absent(column);
    }
    return value;
  }

  private static IllegalStateException absent(String column) {
    return new IllegalStateException("column " + column + " is NULL where a value was expected");
  }
}
