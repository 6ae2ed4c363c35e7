package io.mnemon.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/** The stores of one data folder while they run, and the settings by which services find them. */
final class Stores implements AutoCloseable {

  private static final int REDIS_MEGABYTES = 64;
  private static final Duration RECOVERY = Duration.ofMinutes(5);

  private final DataFolder data;
  private final List<AutoCloseable> servers;
  private final Map<String, String> properties;

  private Stores(DataFolder data, List<AutoCloseable> servers, Map<String, String> properties) {
    this.data = data;
    this.servers = servers;
    this.properties = properties;
  }

  /** Starts, side by side, what {@code settings} do not name as external. */
  static Stores start(LaunchSettings settings) {
    DataFolder data = DataFolder.open(settings.data());
    Path binaries = data.root().resolve("programs");
    try {
      FolderFormat.upgrade(data.root());
    } catch (RuntimeException e) {
      data.close();
      throw e;
    }
    String password = data.secret("postgres");
    var postgres =
        starting(
            settings.postgres().isEmpty(),
            () ->
                EmbeddedPostgres.start(
                    EmbeddedPostgres.Options.of(data)
                        .with(WalArchive.settings(data.root(), settings.walArchive()), RECOVERY)));
    var redis =
        starting(
            settings.redis().isEmpty(),
            () ->
                EmbeddedRedis.start(
                    new EmbeddedRedis.Options(
                        data.root().resolve("redis"),
                        binaries,
                        data.secret("redis"),
                        REDIS_MEGABYTES)));
    var servers = new ArrayList<AutoCloseable>();
    try {
      joinBoth(postgres, redis);
    } catch (CompletionException e) {
      closeStarted(redis);
      closeStarted(postgres);
      data.close();
      throw e.getCause() instanceof CannotStart refused ? refused : e;
    }
    redis.join().ifPresent(servers::add);
    postgres.join().ifPresent(servers::add);
    return new Stores(
        data, servers, properties(settings, data, postgres.join(), redis.join(), password));
  }

  private static void joinBoth(CompletableFuture<?> first, CompletableFuture<?> second) {
    CompletableFuture.allOf(first, second).join();
  }

  private static <T> CompletableFuture<Optional<T>> starting(boolean wanted, Supplier<T> start) {
    return wanted
        ? CompletableFuture.supplyAsync(
            () -> Optional.of(start.get()), task -> Thread.ofPlatform().daemon().start(task))
        : CompletableFuture.completedFuture(Optional.empty());
  }

  private static <T extends AutoCloseable> void closeStarted(
      CompletableFuture<Optional<T>> starting) {
    if (!starting.isCompletedExceptionally()) {
      starting.join().ifPresent(Stores::close);
    }
  }

  private static Map<String, String> properties(
      LaunchSettings settings,
      DataFolder data,
      Optional<EmbeddedPostgres> postgres,
      Optional<EmbeddedRedis> redis,
      String password) {
    var values = new LinkedHashMap<String, String>();
    values.put("mnemon.data", data.root().toString());
    postgres.ifPresent(
        server -> {
          values.put("mnemon.postgres.url", server.jdbcUrl());
          values.put("mnemon.postgres.username", server.username());
          values.put("mnemon.postgres.password", password);
        });
    settings
        .postgres()
        .ifPresent(
            external -> {
              values.put("mnemon.postgres.url", external.jdbcUrl());
              values.put("mnemon.postgres.username", external.username());
              values.put("mnemon.postgres.password", external.password());
            });
    String redisUrl = redis.map(EmbeddedRedis::url).or(settings::redis).orElseThrow();
    values.put("mnemon.redis.url", redisUrl);
    values.put("quarkus.redis.hosts", redisUrl);
    values.putAll(files(data));
    settings.objectStore().ifPresent(store -> values.put("mnemon.object-store", store));
    return values;
  }

  /** The settings that name files and folders inside {@code data}. */
  static Map<String, String> files(DataFolder data) {
    return Map.of(
        "mnemon.internal.secret-file", data.secretFile("internal", false).toString(),
        "mnemon.crypto.keyring-file", data.secretFile("master", false).toString(),
        "mnemon.index.directory", data.folder("index").toString(),
        "mnemon.object-store", data.folder("objects").toUri().toString());
  }

  DataFolder data() {
    return data;
  }

  Map<String, String> properties() {
    return properties;
  }

  private static void close(AutoCloseable server) {
    try {
      server.close();
    } catch (Exception e) {
      throw new IllegalStateException("A store could not be stopped", e);
    }
  }

  @Override
  public void close() {
    servers.forEach(Stores::close);
    data.close();
  }
}
