package io.mnemon.governance.egress;

import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;

/** Opens the way out. */
final class EgressWiring {
  @Produces
  @Singleton
  Egress egress(EgressConfig config) {
    return new ApacheEgress(
        new Destinations(config.allowPrivate(), InetAddress::getAllByName),
        new ApacheEgress.Limits(
            config.connectTimeout(),
            config.timeout(),
            config.connections(),
            config.connectionsPerHost()));
  }

  void close(@Disposes Egress egress) {
    if (egress instanceof ApacheEgress open) {
      open.close();
    }
  }
}
