package io.mnemon.governance;

import io.mnemon.embedded.TestStores;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the service needs around it: a record, a data folder, the internal secret and a port. */
public class GovernanceStores implements QuarkusTestResourceLifecycleManager {
  private @Nullable MemoryStandIn memory;

  @Override
  public Map<String, String> start() {
    TestStores stores = TestStores.shared();
    Path data = stores.folder().resolve("governance");
    Path secret = data.resolve("internal-secret");
    try {
      Files.createDirectories(data);
      byte[] random = new byte[32];
      new SecureRandom().nextBytes(random);
      Files.writeString(secret, Base64.getEncoder().encodeToString(random));
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
      memory = new MemoryStandIn();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> properties = new HashMap<>(stores.properties());
    properties.remove("quarkus.redis.hosts");
    properties.put("mnemon.data", data.toString());
    properties.put("mnemon.governance.memory.target", memory.target());
    properties.put("mnemon.internal.secret-file", secret.toString());
    properties.put("quarkus.grpc.server.test-port", String.valueOf(freePort()));
    properties.put("quarkus.http.test-port", String.valueOf(freePort()));
    return properties;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    // The stores are shared and end with the JVM.
    if (memory != null) {
      memory.close();
    }
  }
}
