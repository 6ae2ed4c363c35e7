package io.mnemon.gateway.compat;

import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.RequestThreads;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.Services;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

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
      RequestThreads threads) {
    return new CompatDoor(
        new CompatHandler.Parts(
            methods, authentication, deliveries, admission, services, bodies, threads));
  }
}
