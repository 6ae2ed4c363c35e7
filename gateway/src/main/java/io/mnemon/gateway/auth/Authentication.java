package io.mnemon.gateway.auth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the Authorization header of a request into its caller. */
public final class Authentication {
  private static final String SCHEME = "bearer ";
  private static final int LONGEST_KEY = 8192;
  private static final String EXPECTED =
      "send your API key or token in the header \"Authorization: Bearer <key>\"";

  private final KeyChecks checks;
  private final Strangers strangers;
  private final InstantSource clock;

  Authentication(KeyChecks checks, Strangers strangers, InstantSource clock) {
    this.checks = checks;
    this.strangers = strangers;
    this.clock = clock;
  }

  /**
   * The caller that a header shows; waits for governance where it has to, so for virtual threads.
   *
   * @param address where the request came from
   * @throws ServiceException UNAUTHENTICATED if there is no key or it is not good;
   *     RESOURCE_EXHAUSTED if too many came from there that were not; UNAVAILABLE or
   *     DEADLINE_EXCEEDED if it could not be checked
   */
  public Caller authenticate(@Nullable String authorizationHeader, String address) {
    return caller(checks.check(key(authorizationHeader), address));
  }

  /** The caller that a header shows now, whatever was known of it before. */
  public Caller afresh(@Nullable String authorizationHeader, String address) {
    return caller(checks.afresh(key(authorizationHeader), address));
  }

  private static String key(@Nullable String authorizationHeader) {
    if (authorizationHeader == null || authorizationHeader.isBlank()) {
      throw refused("the request carries no key: " + EXPECTED);
    }
    String given = authorizationHeader.strip();
    if (given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      int begin = SCHEME.length();
      while (given.charAt(begin) == ' ') {
        begin++;
      }
      String key = given.substring(begin);
      if (key.length() <= LONGEST_KEY && key.chars().allMatch(c -> c > ' ' && c <= '~')) {
        return key;
      }
    }
    throw refused("the Authorization header is not understood: " + EXPECTED);
  }

  private Caller caller(KeyCheck check) {
    return switch (check) {
      case KeyCheck.Good good when good.expiresAt().filter(this::isPast).isPresent() ->
          throw refused("the key or token has expired: get a new one");
      case KeyCheck.Good good -> good.caller();
      case KeyCheck.Refused refusal -> throw refused(refusal.message());
    };
  }

  /**
   * Lets something through that needs no caller, because what is sent proves itself, as long as not
   * too much came from the address that was not good.
   *
   * @throws ServiceException what the passage throws; RESOURCE_EXHAUSTED if too much came from
   *     there
   */
  public <T> T withoutCaller(String address, Supplier<T> passage) {
    strangers.mayTry(address);
    try {
      return passage.get();
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.INVALID_ARGUMENT) {
        wrongTry(address);
      }
      throw e;
    }
  }

  /** Tells that something came from an address without a caller that was not good. */
  public void wrongTry(String address) {
    strangers.wrongKey(address);
  }

  private boolean isPast(Instant time) {
    return !clock.instant().isBefore(time);
  }

  private static ServiceException refused(String message) {
    return new ServiceException(ErrorCode.UNAUTHENTICATED, message);
  }
}
