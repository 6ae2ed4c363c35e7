package io.mnemon.memory.sight;

import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The scopes that exist in a tenant. It holds names of scopes, no content. */
public interface ScopeStore {

  /**
   * The scopes that match, in no particular order.
   *
   * @param tenant the tenant to look in; its visible scopes play no part
   * @param limit how many are returned at most
   */
  List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit);

  /**
   * What is looked for: personal scopes of the users, scopes of the units, and the company's.
   *
   * @param layers the layers that are wanted
   * @param users users whose personal scopes are wanted; ignored where userPrefix is given
   * @param userPrefix where not null, the personal scopes of all users whose name begins with it
   * @param agent only this agent's scopes of the agent layer, any agent's if null
   * @param session only this session of the session layer, any if null
   * @param units the units whose scopes are wanted
   */
  record Wanted(
      Set<Layer> layers,
      Set<UUID> users,
      @Nullable String userPrefix,
      @Nullable UUID agent,
      @Nullable String session,
      Set<UUID> units) {
    public Wanted {
      layers = Set.copyOf(layers);
      users = Set.copyOf(users);
      units = Set.copyOf(units);
    }
  }

  /** A scope that exists. */
  record KnownScope(UUID id, boolean hasSecrets) {}
}
