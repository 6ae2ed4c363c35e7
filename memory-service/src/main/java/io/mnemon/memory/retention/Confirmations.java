package io.mnemon.memory.retention;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.tenancy.Caller;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;

/**
 * Says that a caller has been told how much something takes away. It holds for the same caller and
 * the same thing, for a short time; nobody can make one up.
 */
public final class Confirmations {
  private static final int NUMBERS = 3 * Long.BYTES;

  private final KeyedHash hash;
  private final InstantSource clock;
  private final Duration lasts;

  public Confirmations(KeyedHash hash, InstantSource clock, Duration lasts) {
    this.hash = hash;
    this.clock = clock;
    this.lasts = lasts;
  }

  /**
   * What was told.
   *
   * @param count how many memories
   * @param last the latest of them in the order of arrival
   * @param until when the confirmation ends
   */
  public record Told(long count, long last, Instant until) {}

  /** What is told now, for as long as a confirmation holds. */
  Told tell(long count, long last) {
    return new Told(count, last, clock.instant().plus(lasts).truncatedTo(ChronoUnit.SECONDS));
  }

  /**
   * @param what names the thing that is to be confirmed, e.g. a selection
   */
  String of(Caller caller, String what, Told told) {
    ByteBuffer token =
        ByteBuffer.allocate(NUMBERS + 32)
            .putLong(told.count())
            .putLong(told.last())
            .putLong(told.until().getEpochSecond());
    token.put(proof(caller, what, told).toByteArray());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /**
   * What a confirmation says was told; empty if none was given.
   *
   * @throws ServiceException FAILED_PRECONDITION if it is for something else or has ended
   */
  Optional<Told> read(Caller caller, String what, String confirmation) {
    if (confirmation.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer token = ByteBuffer.wrap(decoded(confirmation));
    if (token.remaining() != NUMBERS + 32) {
      throw wrong();
    }
    long count = token.getLong();
    long last = token.getLong();
    Told told = new Told(count, last, Instant.ofEpochSecond(token.getLong()));
    byte[] proof = new byte[token.remaining()];
    token.get(proof);
    if (!MessageDigest.isEqual(proof, proof(caller, what, told).toByteArray())
        || !clock.instant().isBefore(told.until())) {
      throw wrong();
    }
    return Optional.of(told);
  }

  private static byte[] decoded(String confirmation) {
    try {
      return Base64.getUrlDecoder().decode(confirmation);
    } catch (IllegalArgumentException e) {
      throw wrong();
    }
  }

  private static ServiceException wrong() {
    return new ServiceException(
        ErrorCode.FAILED_PRECONDITION,
        "the confirmation is for something else or has ended: call without it to be told again");
  }

  private Bytes proof(Caller caller, String what, Told told) {
    return hash.hash(
        caller.tenant(),
        "confirmation\n%s\n%d\n%d\n%d\n%s"
            .formatted(
                caller.principal(),
                told.count(),
                told.last(),
                told.until().getEpochSecond(),
                what));
  }
}
