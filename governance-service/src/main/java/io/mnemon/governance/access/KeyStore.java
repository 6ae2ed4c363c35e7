package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Creation;
import io.mnemon.governance.tenant.Once;
import io.mnemon.governance.tenant.Page;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where keys are kept, each as the hash of its secret. Every change moves the tenant's epoch. */
interface KeyStore {
  /** The key with this id, if the secret is its own; valid or not. */
  Optional<Credential> credential(TenantScope scope, KeyText shown);

  Optional<ApiKey> find(TenantScope scope, UUID id);

  /** In the order of their creation; of everybody if no principal is given. */
  Page<ApiKey> list(TenantScope scope, @Nullable UUID principal, Page.Request wanted);

  /**
   * Answers LimitReached if the principal has as many good keys already.
   *
   * @param text the key's text, of which only a hash is stored
   * @param createdBy the principal who asks for it
   * @param epoch at which it was judged that they may
   * @throws io.mnemon.governance.tenant.EpochMovedException if the epoch is another one by now;
   *     then nothing was made
   */
  Creation create(
      TenantScope scope, ApiKey key, KeyText text, UUID createdBy, @Nullable Once once, long epoch);

  /**
   * Creates a key in place of another, which ends. Answers NameTaken if the other was revoked or
   * replaced meanwhile.
   *
   * @param epoch at which it was judged that it may be made
   * @throws io.mnemon.governance.tenant.EpochMovedException if the epoch is another one by now;
   *     then nothing was made
   */
  Creation replace(
      TenantScope scope,
      Replacement replacement,
      ApiKey key,
      KeyText text,
      UUID createdBy,
      @Nullable Once once,
      long epoch);

  /** Writes down when keys were shown last, if that was later than what is known. */
  void used(TenantScope scope, Map<UUID, Instant> uses);

  /** Whether the principal has a key that is good at the moment. */
  boolean hasGood(TenantScope scope, UUID principal, Instant at);

  /**
   * Stores a key of the first start if its principal has none that is good; answers whether it did.
   * Of several that do it at once one does.
   */
  boolean createBootstrapKey(TenantScope scope, ApiKey key, KeyText text);

  /** Stores a key of the first start, and revokes those that earlier starts made. */
  void replaceBootstrapKey(TenantScope scope, ApiKey key, KeyText text);

  /**
   * Changes nothing if the key is revoked already.
   *
   * @param epoch at which it was judged that it may be revoked
   * @throws io.mnemon.governance.tenant.EpochMovedException if the epoch is another one by now;
   *     then nothing was changed
   */
  void revoke(TenantScope scope, UUID id, Instant at, long epoch);
}
