package io.mnemon.memory.sight;

import io.mnemon.storage.Binding;
import io.mnemon.storage.PostgresSession;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** The scopes as table {@code memory.scope} lists them. */
public final class PostgresScopeStore implements ScopeStore {
  private static final String PERSONAL =
      """
      (SELECT scope_id, has_secrets FROM memory.scope
        WHERE tenant = ? AND %s AND layer = ANY (?)
          AND (layer <> 'agent' OR ?::uuid IS NULL OR agent_id = ?)
          AND (layer <> 'session' OR ?::text IS NULL OR session = ?)
        LIMIT ?)
      UNION ALL
      """;

  private static final String OF_USERS = PERSONAL.formatted("user_id = ANY (?)");

  private static final String OF_NAMED =
      PERSONAL.formatted("user_name >= ? AND user_name < ? AND user_id <> ALL (?)");

  private static final String OF_UNITS =
      """
      (SELECT scope_id, has_secrets FROM memory.scope
        WHERE tenant = ? AND unit_id = ANY (?) AND layer = ANY (?)
        LIMIT ?)
      UNION ALL
      (SELECT scope_id, has_secrets FROM memory.scope
        WHERE tenant = ? AND scope_id = ? AND ?)
      LIMIT ?
      """;

  private final PostgresSession session;

  public PostgresScopeStore(PostgresSession session) {
    this.session = session;
  }

  /** One branch for each index: an OR over them would scan the tenant. */
  @Override
  public List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit) {
    Named named = wanted.named();
    return session.query(
        tenant,
        OF_USERS + (named == null ? "" : OF_NAMED) + OF_UNITS,
        b -> {
          personal(b.uuid(tenant.tenant()).uuidArray(wanted.users()), wanted, limit);
          if (named != null) {
            b.uuid(tenant.tenant())
                .text(named.prefix())
                .text(named.prefix() + Character.toString(Character.MAX_CODE_POINT))
                .uuidArray(named.except());
            personal(b, wanted, limit);
          }
          b.uuid(tenant.tenant())
              .uuidArray(wanted.units())
              .textArray(words(wanted.layers().stream().filter(Layer::isUnit)))
              .integer(limit)
              .uuid(tenant.tenant())
              .uuid(ScopeKey.ofCompany().id())
              .bool(wanted.layers().contains(Layer.COMPANY))
              .integer(limit);
        },
        row -> new KnownScope(row.uuid("scope_id"), row.bool("has_secrets")));
  }

  private static void personal(Binding b, Wanted wanted, int limit) throws SQLException {
    b.textArray(words(wanted.layers().stream().filter(Layer::isPersonal)))
        .uuid(wanted.agent())
        .uuid(wanted.agent())
        .text(wanted.session())
        .text(wanted.session())
        .integer(limit);
  }

  private static List<String> words(Stream<Layer> layers) {
    return layers.map(Layer::word).toList();
  }
}
