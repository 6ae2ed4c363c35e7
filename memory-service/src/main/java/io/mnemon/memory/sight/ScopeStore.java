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
   * Those of the matching scopes in which the things lie. Of things that lie elsewhere no more is
   * told than of things that do not exist.
   *
   * @param tenant the tenant to look in; its visible scopes play no part
   * @param limit how many are returned at most
   */
  List<KnownScope> find(TenantScope tenant, Wanted wanted, Things things, int limit);

  /**
   * What is looked for: personal scopes of the users, scopes of the units, and the company's.
   *
   * @param layers the layers that are wanted
   * @param users users whose personal scopes are wanted
   * @param named users whose personal scopes are wanted as well; nobody else's if null
   * @param agent only this agent's scopes of the agent layer, any agent's if null
   * @param session only this session of the session layer, any if null
   * @param units the units whose scopes are wanted
   */
  record Wanted(
      Set<Layer> layers,
      Set<UUID> users,
      @Nullable Named named,
      @Nullable UUID agent,
      @Nullable String session,
      Set<UUID> units) {
    public Wanted {
      layers = Set.copyOf(layers);
      users = Set.copyOf(users);
      units = Set.copyOf(units);
    }
  }

  /**
   * Users by the name that they had when their scope came into being.
   *
   * @param prefix what it begins with
   * @param except those who are called otherwise by now
   */
  record Named(String prefix, Set<UUID> except) {
    public Named {
      except = Set.copyOf(except);
    }
  }

  /** A scope that exists. */
  record KnownScope(UUID id, boolean hasSecrets) {}
}
