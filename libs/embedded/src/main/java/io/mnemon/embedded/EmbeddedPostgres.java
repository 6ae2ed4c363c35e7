package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/**
 * A real Postgres 18 on the loopback interface, run durably as a child of this JVM.
 *
 * <p>It holds one database {@code mnemon}, owned by the role {@code mnemon}, which may create roles
 * but is no superuser. It dies with this JVM, and is started again on the same port when it dies
 * alone.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  private static final String SUPERUSER = "postgres";
  private static final String OWNER = "mnemon";

  /** The Postgres that this release runs, as the file {@code PG_VERSION} of a cluster names it. */
  public static final String MAJOR_VERSION = "18";

  private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(5);
  private static final int STOP_SECONDS = 20;
  private static final int PORT_TRIES = 5;

  /**
   * Where a server lives and how it is entered.
   *
   * @param folder of this server alone: cluster, log, remembered port
   * @param binaries folder into which the programs are unpacked; may be shared
   * @param ownerPassword of the role {@code mnemon}
   * @param superuserPassword of the role {@code postgres}
   * @param durable false only for servers whose data nobody misses
   * @param extra further settings of the server, such as where it archives its WAL
   * @param patience how long it may recover before it has to answer
   */
  public record Options(
      Path folder,
      Path binaries,
      String ownerPassword,
      String superuserPassword,
      boolean durable,
      Map<String, String> extra,
      Duration patience) {

    public Options {
      folder = folder.toAbsolutePath().normalize();
      binaries = binaries.toAbsolutePath().normalize();
      extra = Map.copyOf(extra);
    }

    public Options(
        Path folder,
        Path binaries,
        String ownerPassword,
        String superuserPassword,
        boolean durable) {
      this(folder, binaries, ownerPassword, superuserPassword, durable, Map.of(), RECOVERY_LIMIT);
    }

    /**
     * The server of a data folder. The property {@code mnemon.programs} names a folder with the
     * unpacked programs that several installations share.
     */
    public static Options of(DataFolder data) {
      String shared = System.getProperty("mnemon.programs", "");
      return new Options(
          data.root().resolve("postgres"),
          shared.isEmpty() ? data.root().resolve("programs") : Path.of(shared),
          data.secret("postgres"),
          data.secret("postgres-superuser"),
          true);
    }

    /** The same with further settings, and more time to recover. */
    public Options with(Map<String, String> settings, Duration time) {
      return new Options(
          folder, binaries, ownerPassword, superuserPassword, durable, settings, time);
    }
  }

  private final Options options;
  private final Path cluster;
  private final Path program;
  private final ServerUser user;
  private int port;
  private @Nullable KeptServer kept;

  private EmbeddedPostgres(Options options) throws IOException {
    this.options = options;
    this.cluster = options.folder().resolve("cluster");
    this.program = new ServerBinaries(options.binaries()).postgres().resolve("bin");
    PrivateFiles.folder(options.folder(), "rwx------");
    this.user = ServerUser.below(PrivateFiles.parent(options.folder()), program);
  }

  /** Returns when the server answers and its database and owner role exist. */
  public static EmbeddedPostgres start(Options options) {
    try {
      var server = new EmbeddedPostgres(options);
      server.user.own(options.folder());
      server.begin();
      return server;
    } catch (IOException | SQLException e) {
      throw new CannotStart(
          "Postgres in %s did not start: %s%s. Its log is %s."
              .formatted(
                  options.folder(),
                  e.getMessage(),
                  ServerProcess.lastComplaint(log(options)),
                  log(options)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotStart("Interrupted while Postgres was starting", e);
    }
  }

  private void begin() throws IOException, InterruptedException, SQLException {
    leftovers().clear();
    removeHalfCreated();
    if (!Files.exists(cluster.resolve("PG_VERSION"))) {
      create();
    }
    // Postgres refuses a folder that a volume's group was let into.
    if (ServerUser.isOurs(cluster)) {
      PrivateFiles.folder(cluster, "rwx------");
    }
    String version = Files.readString(cluster.resolve("PG_VERSION")).strip();
    if (!version.equals(MAJOR_VERSION)) {
      throw new CannotStart(
          ("%s was written by Postgres %s, and this is Postgres %s, which cannot read it. Start the"
                  + " release of Mnemon that wrote it, dump the database mnemon with pg_dumpall"
                  + " and load it into a new data folder: docs/operations.md tells how.")
              .formatted(cluster, version, MAJOR_VERSION));
    }
    ServerProcess first = startOnSomePort();
    kept = KeptServer.keeping("Postgres", this::launch, STOP_SECONDS, first);
    try {
      prepareDatabase();
    } catch (SQLException e) {
      close();
      throw e;
    }
  }

  private ServerProcess startOnSomePort() throws IOException, InterruptedException {
    Path memory = options.folder().resolve("port");
    port = LoopbackPort.remembered(memory);
    for (int tries = 1; ; tries++) {
      try {
        ServerProcess process = launch();
        PrivateFiles.write(memory, Integer.toString(port));
        return process;
      } catch (IOException e) {
        // Between our choice and the server's bind somebody else may have taken the port.
        if (tries == PORT_TRIES || LoopbackPort.isFree(port)) {
          throw e;
        }
        port = LoopbackPort.free();
      }
    }
  }

  private PostgresLeftovers leftovers() {
    return new PostgresLeftovers(cluster, clusterName());
  }

  private ServerProcess launch() throws IOException, InterruptedException {
    leftovers().clear();
    ServerProcess process =
        ServerProcess.start(
            user, PostgresSettings.command(program, cluster, settings()), "INT", log(options));
    try {
      awaitAnswer(process);
      return process;
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.stop(STOP_SECONDS);
      throw e;
    }
  }

  private PostgresSettings settings() {
    return new PostgresSettings(port, clusterName(), options.durable(), options.extra());
  }

  private void awaitAnswer(ServerProcess process) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + options.patience().toNanos();
    while (true) {
      try (Connection connection = connect(SUPERUSER, options.superuserPassword(), "postgres")) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException e) {
        if ("28P01".equals(e.getSQLState())) {
          throw new CannotStart(
              "The password in the data folder's keys/postgres-superuser is not the one that %s was"
                      .formatted(cluster)
                  + " created with. Put the original keys folder back beside the cluster.",
              e);
        }
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("it did not answer: " + e.getMessage(), e);
        }
      }
      Thread.sleep(25);
    }
  }

  private void create() throws IOException {
    Path draft = options.folder().resolve("cluster.new-" + UUID.randomUUID());
    Path password = options.folder().resolve("superuser-password");
    PrivateFiles.write(password, options.superuserPassword());
    user.own(password);
    try {
      var command = new ArrayList<>(PostgresSettings.creation(program, draft, password));
      if (!options.durable()) {
        command.add("--no-sync");
      }
      ServerProcess creation = ServerProcess.start(user, command, "TERM", log(options));
      try {
        creation.awaitEnd();
      } catch (InterruptedException e) {
        creation.stop(1);
        Thread.currentThread().interrupt();
      }
    } finally {
      Files.deleteIfExists(password);
    }
    if (!Files.exists(draft.resolve("global/pg_control"))) {
      throw new IOException("initdb failed");
    }
    Files.move(draft, cluster, StandardCopyOption.ATOMIC_MOVE);
    PrivateFiles.forceFolder(options.folder());
  }

  private void removeHalfCreated() throws IOException {
    try (Stream<Path> entries = Files.list(options.folder())) {
      for (Path entry : entries.toList()) {
        if (entry.getFileName().toString().startsWith("cluster.new-")) {
          PrivateFiles.deleteTree(entry);
        }
      }
    }
  }

  private void prepareDatabase() throws SQLException {
    try (Connection connection = connect(SUPERUSER, options.superuserPassword(), "postgres");
        var statement = connection.createStatement()) {
      boolean known;
      try (var rows = statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = 'mnemon'")) {
        known = rows.next();
      }
      statement.execute(
          (known ? "ALTER" : "CREATE")
              + " ROLE mnemon LOGIN CREATEROLE NOSUPERUSER PASSWORD "
              + statement.enquoteLiteral(options.ownerPassword()));
      try (var rows =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'mnemon'")) {
        known = rows.next();
      }
      if (!known) {
        statement.execute("CREATE DATABASE mnemon OWNER mnemon");
      }
      statement.execute("REVOKE CONNECT ON DATABASE postgres FROM PUBLIC");
    }
  }

  private Connection connect(String role, String password, String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", role);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("socketTimeout", "60");
    properties.setProperty("sslmode", "disable");
    properties.setProperty("gssEncMode", "disable");
    Connection connection =
        new Driver().connect("jdbc:postgresql://127.0.0.1:" + port + "/" + database, properties);
    if (connection == null) {
      throw new SQLException("The Postgres driver did not accept its own address");
    }
    return connection;
  }

  private String clusterName() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(cluster.toString().getBytes(UTF_8));
      return "mnemon-" + HexFormat.of().formatHex(hash, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  private static Path log(Options options) {
    return options.folder().resolve("server.log");
  }

  /** A new connection to the database {@code mnemon} as its owner. */
  public Connection connect() throws SQLException {
    return connect(OWNER, options.ownerPassword(), "mnemon");
  }

  /** A new connection as the superuser, to the database {@code mnemon}. */
  public Connection connectAsSuperuser() throws SQLException {
    return connect(SUPERUSER, options.superuserPassword(), OWNER);
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/mnemon";
  }

  /** The owner's role name. */
  public String username() {
    return OWNER;
  }

  /** The owner's password. */
  public String password() {
    return options.ownerPassword();
  }

  public int port() {
    return port;
  }

  /** The process id of the postmaster that runs now. */
  public long pid() {
    if (kept == null) {
      throw new IllegalStateException("Postgres has not been started");
    }
    return kept.pid();
  }

  /** Ends all sessions, writes a checkpoint and stops the server. */
  @Override
  public void close() {
    if (kept != null) {
      kept.close();
    }
  }
}
