package io.mnemon.gateway.compat;

import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.HttpConfig;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.Services;
import io.quarkus.virtual.threads.VirtualThreads;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/** Gathers what every foreign interface is served with. */
public final class CompatWiring {
  @Produces
  @Singleton
  CompatDoor compatDoor(
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      HttpConfig http,
      @VirtualThreads ExecutorService threads) {
    return new CompatDoor(
        new CompatHandler.Parts(
            methods, authentication, deliveries, admission, services, bodies, threads),
        http.maxConcurrentRequests());
  }
}
