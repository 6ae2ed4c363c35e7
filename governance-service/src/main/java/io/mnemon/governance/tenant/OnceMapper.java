package io.mnemon.governance.tenant;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Message;
import io.mnemon.tenancy.Caller;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Reads from a request whether it shall take effect only once. */
public final class OnceMapper {
  private OnceMapper() {}

  /**
   * @param idempotencyKey the request's key; nothing is wished if it is empty
   * @param rest the request without its key
   */
  public static @Nullable Once of(Caller caller, String idempotencyKey, Message rest) {
    return idempotencyKey.isEmpty()
        ? null
        : new Once(caller.principal(), idempotencyKey, fingerprint(rest));
  }

  private static String fingerprint(Message rest) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      sha.update(rest.getDescriptorForType().getFullName().getBytes(UTF_8));
      return HexFormat.of().formatHex(sha.digest(rest.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
