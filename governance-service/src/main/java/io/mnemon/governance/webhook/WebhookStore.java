package io.mnemon.governance.webhook;

import io.mnemon.crypto.Bytes;
import io.mnemon.governance.tenant.Page;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where receivers are kept, and what was sent to them. */
interface WebhookStore {
  /** Whether there was room for one more. */
  boolean create(TenantScope scope, Webhook webhook, Bytes secret, int max);

  /** In the order of their creation. */
  List<Webhook> list(TenantScope scope);

  Optional<Webhook> find(TenantScope scope, UUID id);

  /** Keeps the address, the events, the description and whether it is disabled. */
  void update(TenantScope scope, Webhook webhook);

  /** With everything that was or is to be sent to it; false if there is none. */
  boolean delete(TenantScope scope, UUID id);

  /** Replaces the secret; the one before signs too until a time. */
  void rotate(TenantScope scope, UUID id, Bytes secret, Instant oldUntil);

  /** The latest first; in any state if none is given. */
  Page<Delivery> deliveries(
      TenantScope scope, UUID webhook, Delivery.@Nullable State state, Page.Request page);

  Optional<Delivery> delivery(TenantScope scope, UUID webhook, UUID id);

  /** Lets a delivery begin again at a time, whatever became of it. */
  void replay(TenantScope scope, UUID webhook, UUID delivery, Instant at);
}
