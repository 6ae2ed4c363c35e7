package io.mnemon.governance.offboarding;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.storage.TenantPages;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Tells everything that a tenant has, line by line in bounded memory: first what governance holds,
 * then what the memory service does. The last line counts the lines before it and holds their
 * SHA-256, so that a file that was cut or changed is recognised.
 */
final class TenantExport {
  private static final Logger LOG = Logger.getLogger(TenantExport.class);
  private static final String JOB = "off-boarding";
  private static final int CHUNK_BYTES = 64 * 1024;

  private final Doors doors;
  private final ErasureStore tenants;
  private final ExportStore exports;
  private final TenantPages governance;
  private final MemoryRecords memory;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  TenantExport(
      Doors doors,
      ErasureStore tenants,
      ExportStore exports,
      TenantPages governance,
      MemoryRecords memory,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.doors = doors;
    this.tenants = tenants;
    this.exports = exports;
    this.governance = governance;
    this.memory = memory;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * @param confirmation the tenant's name
   * @param out takes the bytes in order; may wait, and may throw to give up
   */
  void write(Caller caller, String id, String confirmation, Consumer<byte[]> out) {
    UUID tenant = doors.forExport(caller, id);
    String name = tenants.nameOf(tenant).orElseThrow(() -> Doors.notFound(id));
    if (!confirmation.equals(name)) {
      throw ServiceException.invalid(
          "confirm",
          "must be the name of the tenant, because its users' personal layers are exported too");
    }
    TenantScope system = TenantScope.system(tenant, JOB);
    UUID export = ids.get();
    exports.begin(system, export, caller.principal(), clock.instant());
    LOG.infof("tenant %s is exported by %s", tenant, caller.principal());
    Lines lines = new Lines(out);
    lines.add(
        "export",
        "{\"type\":\"export\",\"format\":1,\"tenant\":\"%s\",\"started_at\":\"%s\"}"
            .formatted(tenant, clock.instant()));
    all(lines, cursor -> governance.page(system, cursor));
    all(lines, cursor -> memory.export(tenant, cursor));
    if (tenants.nameOf(tenant).isEmpty()) {
      throw new ServiceException(
          ErrorCode.ABORTED, "the tenant is being erased: this export is not whole");
    }
    String sha256 = lines.end();
    exports.finish(system, export, clock.instant(), lines.count(), sha256);
  }

  private static void all(Lines lines, Function<String, TenantPages.Page> pages) {
    String cursor = "";
    do {
      TenantPages.Page page = pages.apply(cursor);
      page.rows().forEach(row -> lines.add(page.type(), row));
      cursor = page.next();
    } while (!cursor.isEmpty());
  }

  /** Lines on their way out, with what the last one will say of them. */
  private static final class Lines {
    private final Consumer<byte[]> out;
    private final MessageDigest digest = Digests.sha256();
    private final ByteArrayOutputStream chunk = new ByteArrayOutputStream(CHUNK_BYTES);
    private final Map<String, Long> counts = new LinkedHashMap<>();

    Lines(Consumer<byte[]> out) {
      this.out = out;
    }

    void add(String type, String line) {
      counts.merge(type, 1L, Long::sum);
      byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
      digest.update(bytes);
      chunk.writeBytes(bytes);
      if (chunk.size() >= CHUNK_BYTES) {
        send();
      }
    }

    long count() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Writes the last line and tells the digest. */
    String end() {
      String sha256 = Digests.hex(digest);
      String each =
          counts.entrySet().stream()
              .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
              .collect(Collectors.joining(","));
      String last =
          "{\"type\":\"end\",\"lines\":%d,\"counts\":{%s},\"sha256\":\"%s\"}\n"
              .formatted(count(), each, sha256);
      chunk.writeBytes(last.getBytes(StandardCharsets.UTF_8));
      send();
      return sha256;
    }

    private void send() {
      out.accept(chunk.toByteArray());
      chunk.reset();
    }
  }
}
