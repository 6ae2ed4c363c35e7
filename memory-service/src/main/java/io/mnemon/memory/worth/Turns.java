package io.mnemon.memory.worth;

import io.mnemon.tenancy.ControlPlane;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Which tenant's memories are looked through next. One process at a time holds a tenant's turn. */
public interface Turns {
  /** Takes the turn of a tenant that is due, until the given time; empty if none is. */
  @ControlPlane("chooses among tenants, and sees nothing of what they have")
  Optional<UUID> take(Instant now, Instant until);

  /** Keeps the turn for longer; false if it has been taken by somebody else. */
  @ControlPlane("keeps what it has chosen")
  boolean keep(UUID tenant, Instant was, Instant until);

  /** Gives the turn back: the tenant is due again after a while. */
  @ControlPlane("gives back what it has chosen")
  void done(UUID tenant, Instant now, Duration until);
}
