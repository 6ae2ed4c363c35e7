package io.mnemon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The Postgres and the Redis that all tests of one JVM share, started at first use in a temporary
 * folder and gone when the JVM ends. Their Postgres does not wait for the disk.
 */
public final class TestStores {

  private static final String PUBLISHED = "mnemon.test-stores.";

  private final Path folder;
  private final String jdbcUrl;
  private final String password;
  private final String redisUrl;

  private TestStores(Path folder, String jdbcUrl, String password, String redisUrl) {
    this.folder = folder;
    this.jdbcUrl = jdbcUrl;
    this.password = password;
    this.redisUrl = redisUrl;
  }

  /** The stores of this JVM; the first call starts them. */
  public static TestStores shared() {
    // Quarkus loads this class in several class loaders: the JVM's properties are what they share.
    // So is an interned string as a lock; the properties' own lock would block any setProperty.
    synchronized (PUBLISHED.intern()) {
      if (System.getProperty(PUBLISHED + "folder") == null) {
        publish();
      }
      return new TestStores(
          Path.of(published("folder")),
          published("jdbc-url"),
          published("password"),
          published("redis-url"));
    }
  }

  private static String published(String name) {
    String value = System.getProperty(PUBLISHED + name);
    if (value == null) {
      throw new IllegalStateException("Not published: " + PUBLISHED + name);
    }
    return value;
  }

  private static void publish() {
    try {
      Path folder = Files.createTempDirectory("mnemon-test-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
      Path binaries = binaries();
      String password = random();
      var redisStart =
          CompletableFuture.supplyAsync(
              () ->
                  EmbeddedRedis.start(
                      new EmbeddedRedis.Options(folder.resolve("redis"), binaries, random(), 64)),
              task -> Thread.ofPlatform().daemon().start(task));
      var postgres =
          EmbeddedPostgres.start(
              new EmbeddedPostgres.Options(
                  folder.resolve("postgres"), binaries, password, random(), false));
      var redis = redisStart.join();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(postgres, redis, folder)));
      System.setProperty(PUBLISHED + "jdbc-url", postgres.jdbcUrl());
      System.setProperty(PUBLISHED + "password", password);
      System.setProperty(PUBLISHED + "redis-url", redis.url());
      files(folder.resolve("data"))
          .forEach((name, value) -> System.setProperty(PUBLISHED + name, value));
      System.setProperty(PUBLISHED + "folder", folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException("The test stores have no temporary folder", e);
    }
  }

  /** One unpacked copy for all test runs of this user. */
  public static Path binaries() throws IOException {
    Path folder =
        Path.of(System.getProperty("java.io.tmpdir"), "mnemon-binaries-" + ServerUser.uid());
    PrivateFiles.folder(folder, "rwxr-xr-x");
    if (((Integer) Files.getAttribute(folder, "unix:uid")).longValue() != ServerUser.uid()) {
      throw new IOException(folder + " belongs to another user: remove it");
    }
    return folder;
  }

  private static Map<String, String> files(Path data) {
    try (var folder = DataFolder.open(data)) {
      var values = new LinkedHashMap<>(Stores.files(folder));
      values.put("mnemon.data", folder.root().toString());
      return values;
    }
  }

  private static void end(EmbeddedPostgres postgres, EmbeddedRedis redis, Path folder) {
    postgres.close();
    redis.close();
    try {
      PrivateFiles.deleteTree(folder);
    } catch (IOException e) {
      System.err.println("Left behind: " + folder);
    }
  }

  static String random() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** A temporary folder that is deleted when the JVM ends. */
  public Path folder() {
    return folder;
  }

  /** The address of the database {@code mnemon}. */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  /** The role that owns the database and may create roles, but is no superuser. */
  public String username() {
    return "mnemon";
  }

  public String password() {
    return password;
  }

  /** The address of the Redis, with its password. */
  public String redisUrl() {
    return redisUrl;
  }

  /** A new connection to the database {@code mnemon} as its owner. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(jdbcUrl, username(), password);
  }

  /** The settings that the entry point of the all-in-one gives to the services. */
  public Map<String, String> properties() {
    var properties = new LinkedHashMap<String, String>();
    properties.put("mnemon.postgres.url", jdbcUrl);
    properties.put("mnemon.postgres.username", username());
    properties.put("mnemon.postgres.password", password);
    properties.put("mnemon.redis.url", redisUrl);
    properties.put("quarkus.redis.hosts", redisUrl);
    for (String file :
        List.of(
            "mnemon.data",
            "mnemon.internal.secret-file",
            "mnemon.crypto.keyring-file",
            "mnemon.index.directory",
            "mnemon.object-store")) {
      properties.put(file, published(file));
    }
    return properties;
  }
}
