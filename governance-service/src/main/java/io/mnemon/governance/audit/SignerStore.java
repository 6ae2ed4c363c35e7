package io.mnemon.governance.audit;

import io.mnemon.audit.PublicSigningKey;
import io.mnemon.tenancy.ControlPlane;
import java.util.List;
import java.util.Optional;

/** Where the public keys are kept that have signed the logs of this platform. */
@ControlPlane("the logs of all tenants are signed by the same key")
interface SignerStore {
  /**
   * Keeps a key that signs from now on. Of two that begin at once the second sees the first.
   *
   * @return the key that began last before, if there was one
   */
  Optional<PublicSigningKey> begin(PublicSigningKey key);

  /** All that have ever begun, the last one first. */
  List<PublicSigningKey> all();
}
