package io.mnemon.memory.sight;

import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.util.List;
import java.util.stream.Stream;

/** The scopes as table {@code memory.scope} lists them. */
public final class PostgresScopeStore implements ScopeStore {
  private final PostgresSession session;

  public PostgresScopeStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit) {
    // One branch for each index: an OR over them would scan the tenant.
    String sql =
        """
        (SELECT scope_id, has_secrets FROM memory.scope
          WHERE tenant = ? AND %s AND layer = ANY (?)
            AND (layer <> 'agent' OR ?::uuid IS NULL OR agent_id = ?)
            AND (layer <> 'session' OR ?::text IS NULL OR session = ?)
          LIMIT ?)
        UNION ALL
        (SELECT scope_id, has_secrets FROM memory.scope
          WHERE tenant = ? AND unit_id = ANY (?) AND layer = ANY (?)
          LIMIT ?)
        UNION ALL
        (SELECT scope_id, has_secrets FROM memory.scope
          WHERE tenant = ? AND scope_id = ? AND ?)
        LIMIT ?
        """
            .formatted(
                wanted.userPrefix() == null
                    ? "user_id = ANY (?)"
                    : "user_name >= ? AND user_name < ?");
    return session.query(
        tenant,
        sql,
        b -> {
          b.uuid(tenant.tenant());
          if (wanted.userPrefix() == null) {
            b.uuidArray(wanted.users());
          } else {
            b.text(wanted.userPrefix())
                .text(wanted.userPrefix() + Character.toString(Character.MAX_CODE_POINT));
          }
          b.textArray(words(wanted.layers().stream().filter(Layer::isPersonal)))
              .uuid(wanted.agent())
              .uuid(wanted.agent())
              .text(wanted.session())
              .text(wanted.session())
              .integer(limit)
              .uuid(tenant.tenant())
              .uuidArray(wanted.units())
              .textArray(words(wanted.layers().stream().filter(Layer::isUnit)))
              .integer(limit)
              .uuid(tenant.tenant())
              .uuid(io.mnemon.tenancy.ScopeKey.ofCompany().id())
              .bool(wanted.layers().contains(Layer.COMPANY))
              .integer(limit);
        },
        row -> new KnownScope(row.uuid("scope_id"), row.bool("has_secrets")));
  }

  private static List<String> words(Stream<Layer> layers) {
    return layers.map(Layer::word).toList();
  }
}
