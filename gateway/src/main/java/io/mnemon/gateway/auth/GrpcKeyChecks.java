package io.mnemon.gateway.auth;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AuthenticateRequest;
import io.mnemon.api.governance.v1.Caller;
import io.mnemon.gateway.routing.Services;
import io.mnemon.tenancy.CallerMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Asks the governance service about API keys. */
final class GrpcKeyChecks implements KeyChecks {
  private static final String GOVERNANCE = "governance";
  private static final io.mnemon.tenancy.Caller GATEWAY =
      io.mnemon.tenancy.Caller.service("gateway");

  private final Services services;
  private final Duration deadline;
  private final String cell;

  /**
   * @param deadline how long a check may take
   * @param cell where the tenants live that are served here
   */
  GrpcKeyChecks(Services services, Duration deadline, String cell) {
    this.services = services;
    this.deadline = deadline;
    this.cell = cell;
  }

  @Override
  public KeyCheck check(String key, String address) {
    // Others wait for the same answer: it does not end with the client that asked first.
    Context shared = Context.current().fork();
    Context before = shared.attach();
    try {
      Caller caller =
          AccessServiceGrpc.newBlockingStub(services.channel(GOVERNANCE, GATEWAY))
              .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
              .authenticate(AuthenticateRequest.newBuilder().setKey(key).build());
      requireHere(caller);
      return new KeyCheck.Good(CallerMapper.ofProto(caller), expiry(caller));
    } catch (StatusRuntimeException e) {
      ServiceException failure = services.failure(GOVERNANCE, e);
      if (failure.code() == ErrorCode.UNAUTHENTICATED) {
        return new KeyCheck.Refused(failure.publicMessage());
      }
      throw failure;
    } finally {
      shared.detach(before);
    }
  }

  private void requireHere(Caller caller) {
    if (!caller.getCell().equals(cell)) {
      throw new ServiceException(
          ErrorCode.UNAVAILABLE,
          "the tenant lives in the cell "
              + caller.getCell()
              + ", and this gateway serves the cell "
              + cell
              + ": send the request to the address of the other");
    }
  }

  private static Optional<Instant> expiry(Caller caller) {
    return caller.hasExpiresAt()
        ? Optional.of(
            Instant.ofEpochSecond(
                caller.getExpiresAt().getSeconds(), caller.getExpiresAt().getNanos()))
        : Optional.empty();
  }
}
