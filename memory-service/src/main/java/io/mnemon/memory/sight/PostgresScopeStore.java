package io.mnemon.memory.sight;

import io.mnemon.storage.Binding;
import io.mnemon.storage.PostgresSession;
import io.mnemon.storage.Row;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** The scopes as table {@code memory.scope} lists them. */
public final class PostgresScopeStore implements ScopeStore {
  private static final String JOB = "sight";

  private static final String PERSONAL =
      """
      (SELECT scope_id, has_secrets FROM memory.scope
        WHERE tenant = ? AND %s AND layer = ANY (?)
          AND (layer <> 'agent' OR ?::uuid IS NULL OR agent_id = ?)
          AND (layer <> 'session' OR ?::text IS NULL OR session = ?) %s
        LIMIT ?)
      UNION ALL
      """;

  private static final String OF_USERS = "user_id = ANY (?)";

  private static final String OF_NAMED = "user_name >= ? AND user_name < ? AND user_id <> ALL (?)";

  private static final String OF_UNITS =
      """
      (SELECT scope_id, has_secrets FROM memory.scope
        WHERE tenant = ? AND unit_id = ANY (?) AND layer = ANY (?) %1$s
        LIMIT ?)
      UNION ALL
      (SELECT scope_id, has_secrets FROM memory.scope
        WHERE tenant = ? AND scope_id = ? AND ? %1$s)
      LIMIT ?
      """;

  private final PostgresSession session;

  public PostgresScopeStore(PostgresSession session) {
    this.session = session;
  }

  @Override
  public List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit) {
    return session.query(
        tenant, sql(wanted, ""), b -> bind(b, tenant, wanted, limit), PostgresScopeStore::known);
  }

  // Where a thing lies can only be read by whom row-level security lets see it, and that is the
  // question here: so it is asked as background work. Only what is wanted comes back.
  @Override
  public List<KnownScope> find(TenantScope tenant, Wanted wanted, Things things, int limit) {
    return session.query(
        TenantScope.system(tenant.tenant(), JOB),
        "WITH place AS MATERIALIZED (SELECT DISTINCT t.scope_id FROM %s)\n".formatted(where(things))
            + sql(wanted, "AND scope_id = ANY (ARRAY (SELECT place.scope_id FROM place))"),
        b -> {
          b.uuid(tenant.tenant());
          if (things.kind() != Things.Kind.ANY_PROMOTION) {
            b.uuidArray(things.ids());
          }
          bind(b, tenant, wanted, limit);
        },
        PostgresScopeStore::known);
  }

  private static String where(Things things) {
    return switch (things.kind()) {
      case MEMORY -> "memory.memory t WHERE t.tenant = ? AND t.id = ANY (?)";
      case OPERATION -> "memory.operation_item t WHERE t.tenant = ? AND t.operation = ANY (?)";
      case PROMOTION -> "memory.promotion t WHERE t.tenant = ? AND t.id = ANY (?)";
      case ANY_PROMOTION -> "memory.promotion t WHERE t.tenant = ?";
    };
  }

  /**
   * One branch for each index: an OR over them would scan the tenant.
   *
   * @param only what else a scope must fulfil
   */
  private static String sql(Wanted wanted, String only) {
    return PERSONAL.formatted(OF_USERS, only)
        + (wanted.named() == null ? "" : PERSONAL.formatted(OF_NAMED, only))
        + OF_UNITS.formatted(only);
  }

  private static void bind(Binding b, TenantScope tenant, Wanted wanted, int limit)
      throws SQLException {
    personal(b.uuid(tenant.tenant()).uuidArray(wanted.users()), wanted, limit);
    Named named = wanted.named();
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
  }

  private static void personal(Binding b, Wanted wanted, int limit) throws SQLException {
    b.textArray(words(wanted.layers().stream().filter(Layer::isPersonal)))
        .uuid(wanted.agent())
        .uuid(wanted.agent())
        .text(wanted.session())
        .text(wanted.session())
        .integer(limit);
  }

  private static KnownScope known(Row row) throws SQLException {
    return new KnownScope(row.uuid("scope_id"), row.bool("has_secrets"));
  }

  private static List<String> words(Stream<Layer> layers) {
    return layers.map(Layer::word).toList();
  }
}
