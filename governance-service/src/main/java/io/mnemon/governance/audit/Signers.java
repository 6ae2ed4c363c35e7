package io.mnemon.governance.audit;

import io.mnemon.audit.PublicSigningKey;
import io.mnemon.audit.SigningKey;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The key with which this process signs, and all that have signed the logs of this platform. Before
 * a key signs, its public half is kept where every process finds it, so that whoever exports names
 * the keys of the others too.
 */
final class Signers {
  private static final Logger LOG = Logger.getLogger(Signers.class);

  private final SignerStore store;
  private final SigningKey key;
  private boolean hasBegun;

  Signers(SignerStore store, SigningKey key) {
    this.store = store;
    this.key = key;
  }

  /** Keeps the public half, and warns if somebody else signed last. */
  synchronized void begin() {
    if (!hasBegun) {
      store
          .begin(key.publicKey())
          .filter(last -> !last.equals(key.publicKey()))
          .ifPresent(this::warn);
      hasBegun = true;
    }
  }

  /** The key, ready to sign. */
  SigningKey key() {
    begin();
    return key;
  }

  private void warn(PublicSigningKey last) {
    LOG.warnf(
        "audit logs were last signed by key %s, and this process signs by key %s: give every process"
            + " of governance the file audit-signing-key of the first, in the folder of secrets"
            + " (MNEMON_SECRETS). What was signed stays good, because exports name all keys; whoever"
            + " keeps the public key elsewhere needs the other one too (GET /v1/audit/keys)",
        last.id(), key.publicKey().id());
  }

  /** The public keys that sign or have signed, this one among them; the last to begin first. */
  List<PublicSigningKey> all() {
    begin();
    return store.all();
  }
}
