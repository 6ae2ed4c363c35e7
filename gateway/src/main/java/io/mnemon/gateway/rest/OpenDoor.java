package io.mnemon.gateway.rest;

import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.ProblemException;
import io.vertx.core.Context;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/**
 * The door for what needs no caller because it proves itself. Until it has, anybody may have sent
 * it: so it has to be small and to come soon, and few are inside at once.
 */
final class OpenDoor {
  private static final long MAX_BYTES = 64 << 10;
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int AT_ONCE = 32;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Authentication authentication;
  private final BodyReader bodies;
  private final Semaphore places = new Semaphore(AT_ONCE);

  OpenDoor(Authentication authentication, BodyReader bodies) {
    this.authentication = authentication;
    this.bodies = bodies.atMost(MAX_BYTES, PATIENCE);
  }

  /**
   * Lets a request through.
   *
   * @param address where it came from
   * @param passage answers its body
   * @throws ServiceException RESOURCE_EXHAUSTED if too many are inside, or too much came from there
   *     that was not good; what the passage throws
   * @throws ProblemException if the body is too large or does not arrive in time
   */
  <T> T pass(
      RoutingContext context, Context eventLoop, String address, Function<ByteString, T> passage) {
    return authentication.withoutCaller(
        address,
        () -> {
          if (!places.tryAcquire()) {
            throw ServiceException.exhausted(
                "too many requests without a key are being worked on: try again in a second",
                RETRY);
          }
          try {
            return passage.apply(body(context, eventLoop, address));
          } finally {
            places.release();
          }
        });
  }

  private ByteString body(RoutingContext context, Context eventLoop, String address) {
    try {
      return bodies.read(context, eventLoop);
    } catch (ProblemException e) {
      authentication.wrongTry(address);
      throw e;
    }
  }
}
