package io.mnemon.gateway.mcp;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whose web pages may call. A page from elsewhere that a name server has pointed at this machine
 * (DNS rebinding) still says where it is from.
 */
final class Origins {
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Set<String> allowed;

  Origins(Collection<String> allowed) {
    this.allowed =
        allowed.stream().map(o -> o.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
  }

  boolean allow(@Nullable String origin) {
    if (origin == null || allowed.contains(origin.toLowerCase(Locale.ROOT))) {
      return true;
    }
    try {
      String host = URI.create(origin).getHost();
      return host != null && THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
