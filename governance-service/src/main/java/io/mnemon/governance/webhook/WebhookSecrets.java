package io.mnemon.governance.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.crypto.Bytes;
import io.mnemon.crypto.Keyring;
import io.mnemon.tenancy.TenantScope;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;

/** The secrets of receivers: made here, shown once, and kept only under the keyring. */
final class WebhookSecrets {
  static final String PREFIX = "whsec_";
  private static final int BYTES = 32;

  private final Keyring keyring;
  private final SecureRandom random = new SecureRandom();

  WebhookSecrets(Keyring keyring) {
    this.keyring = keyring;
  }

  /** A new one, as Standard Webhooks writes it. */
  String fresh() {
    byte[] key = new byte[BYTES];
    random.nextBytes(key);
    return PREFIX + Base64.getEncoder().encodeToString(key);
  }

  Bytes seal(TenantScope scope, UUID webhook, String secret) {
    byte[] key = Base64.getDecoder().decode(secret.substring(PREFIX.length()));
    return Bytes.of(keyring.wrap(key, context(scope, webhook)));
  }

  /** The key itself. It opens only for the receiver that it was made for. */
  Bytes open(TenantScope scope, UUID webhook, Bytes wrapped) {
    return Bytes.of(keyring.unwrap(wrapped.toByteArray(), context(scope, webhook)));
  }

  private static byte[] context(TenantScope scope, UUID webhook) {
    return ("mnemon webhook v1 " + scope.tenant() + " " + webhook).getBytes(UTF_8);
  }
}
