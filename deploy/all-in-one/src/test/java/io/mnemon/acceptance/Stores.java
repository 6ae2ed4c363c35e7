package io.mnemon.acceptance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The platform's stores, looked into from behind, past everything that hides rows. */
final class Stores {
  private final Path data;

  Stores(Path data) {
    this.data = data;
  }

  /** In which tables, and in how many rows of them, a text stands anywhere. */
  Map<String, Long> tablesWith(String text) {
    Map<String, Long> found = new TreeMap<>();
    try (Connection superuser = postgres();
        Statement statement = superuser.createStatement()) {
      for (String table : tables(statement)) {
        try (ResultSet rows =
            statement.executeQuery(
                "SELECT count(*) FROM %s r WHERE position(%s IN r::text) > 0"
                    .formatted(table, statement.enquoteLiteral(text)))) {
          rows.next();
          if (rows.getLong(1) > 0) {
            found.put(table, rows.getLong(1));
          }
        }
      }
      return found;
    } catch (SQLException e) {
      throw new IllegalStateException("Postgres cannot be looked through", e);
    }
  }

  private static List<String> tables(Statement statement) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            """
            SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
            """)) {
      List<String> tables = new ArrayList<>();
      while (rows.next()) {
        tables.add(rows.getString(1));
      }
      return tables;
    }
  }

  private Connection postgres() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + read("postgres/port") + "/mnemon",
        "postgres",
        read("keys/postgres-superuser"));
  }

  /** The answer of Redis to the question which of its keys hold a text. */
  String redisKeysWith(String text) {
    try (Socket redis =
        new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(read("redis/port")))) {
      redis.setSoTimeout(10_000);
      String commands = "AUTH %s\r\nKEYS *%s*\r\nQUIT\r\n".formatted(read("keys/redis"), text);
      redis.getOutputStream().write(commands.getBytes(StandardCharsets.US_ASCII));
      try (InputStream answer = redis.getInputStream()) {
        return new String(answer.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Redis cannot be looked through", e);
    }
  }

  /** The files and folders of the data folder whose names hold a text. */
  List<Path> filesWith(String text) {
    try (Stream<Path> paths = Files.walk(data)) {
      return paths.filter(path -> path.getFileName().toString().contains(text)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder cannot be looked through", e);
    }
  }

  private String read(String file) {
    try {
      return Files.readString(data.resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read", e);
    }
  }
}
