package io.mnemon.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The settings with which the embedded Postgres is created and run. */
record PostgresSettings(int port, String clusterName, boolean durable, Map<String, String> extra) {

  /** The command that creates a cluster; C.UTF-8 sorts alike whatever the machine's libraries. */
  static List<String> creation(Path program, Path cluster, Path passwordFile) {
    return List.of(
        program.resolve("initdb").toString(),
        "-D",
        cluster.toString(),
        "--username=postgres",
        "--auth=scram-sha-256",
        "--pwfile=" + passwordFile,
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--data-checksums",
        "--no-instructions");
  }

  static List<String> command(Path program, Path cluster, PostgresSettings settings) {
    var command = new ArrayList<String>();
    command.add(program.resolve("postgres").toString());
    command.add("-D");
    command.add(cluster.toString());
    settings.values().forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
    return command;
  }

  private Map<String, String> values() {
    var values = new LinkedHashMap<String, String>();
    values.put("port", Integer.toString(port));
    values.put("listen_addresses", "127.0.0.1");
    values.put("unix_socket_directories", "");
    values.put("cluster_name", clusterName);
    values.put("update_process_title", "on");

    values.put("fsync", durable ? "on" : "off");
    values.put("synchronous_commit", "on");
    values.put("full_page_writes", durable ? "on" : "off");

    values.put("max_connections", "60");
    values.put("shared_buffers", "128MB");
    values.put("effective_cache_size", "512MB");
    values.put("work_mem", "8MB");
    values.put("maintenance_work_mem", "64MB");
    values.put("max_wal_size", "512MB");
    values.put("autovacuum_max_workers", "2");
    // What was planned for an empty table is planned anew soon after it has filled.
    values.put("autovacuum_naptime", "10s");
    values.put("max_worker_processes", "4");
    values.put("max_parallel_workers_per_gather", "0");
    // Worker processes for reads would cost memory and gain nothing on one machine's cache.
    values.put("io_method", "sync");
    values.put("jit", "off");

    values.put("password_encryption", "scram-sha-256");
    values.put("timezone", "UTC");
    values.put("log_timezone", "UTC");
    values.put("log_line_prefix", "%m [%p] %q%u@%d ");
    values.putAll(extra);
    return values;
  }
}
