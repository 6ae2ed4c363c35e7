package io.mnemon.tenancy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is asking, as a credential showed it.
 *
 * @param tenant the tenant the credential belongs to
 * @param principal the principal's id
 * @param kind what the principal is
 * @param name the principal's name, unique in the tenant
 * @param onBehalfOf for an agent with a credential of its own: the user it acts for
 * @param roles the roles granted to the principal that have not expired
 * @param scopes the actions the credential is limited to, e.g. {@code memory.*}; empty for no limit
 * @param actFor for an application: the subjects it may act for
 * @param platformAdmin whether it may manage tenants
 * @param epoch the tenant's authorization epoch when the credential was checked
 * @param credential the credential's id
 * @param expiresAt when the credential ends; null if it does not
 * @param delegation who acts for whom: the caller first, each for the next, the user last; empty
 *     where the caller acts for itself
 */
public record Caller(
    UUID tenant,
    UUID principal,
    PrincipalKind kind,
    String name,
    @Nullable UUID onBehalfOf,
    List<RoleGrant> roles,
    List<String> scopes,
    @Nullable ActFor actFor,
    boolean platformAdmin,
    long epoch,
    @Nullable UUID credential,
    @Nullable Instant expiresAt,
    List<Delegate> delegation) {

  private static final UUID NOBODY = new UUID(0, 0);

  public Caller {
    roles = List.copyOf(roles);
    scopes = List.copyOf(scopes);
    delegation = List.copyOf(delegation);
  }

  /** A caller whose credential does not end, and who acts for itself. */
  public Caller(
      UUID tenant,
      UUID principal,
      PrincipalKind kind,
      String name,
      @Nullable UUID onBehalfOf,
      List<RoleGrant> roles,
      List<String> scopes,
      @Nullable ActFor actFor,
      boolean platformAdmin,
      long epoch,
      @Nullable UUID credential) {
    this(
        tenant,
        principal,
        kind,
        name,
        onBehalfOf,
        roles,
        scopes,
        actFor,
        platformAdmin,
        epoch,
        credential,
        null,
        List.of());
  }

  /**
   * Somebody in a chain of delegation.
   *
   * @param principal null for one that only the token's issuer knows
   * @param name empty where only the principal is known
   */
  public record Delegate(@Nullable UUID principal, String name) {}

  /** A role on a unit, or on the whole tenant where the unit is the tenant's id. */
  public record RoleGrant(UUID unit, Role role) {}

  /**
   * The subjects an application may act for.
   *
   * @param unit a unit, or the tenant's id for the whole tenant
   * @param subjectPrefix what the subjects' names begin with; empty for any
   */
  public record ActFor(UUID unit, String subjectPrefix) {}

  /** A part of the platform that asks for itself, e.g. the gateway when it checks a credential. */
  public static Caller service(String name) {
    return new Caller(
        NOBODY,
        NOBODY,
        PrincipalKind.SERVICE,
        name,
        null,
        List.of(),
        List.of(),
        null,
        false,
        0,
        null);
  }

  /** Whether the credential is not limited to other actions than this one. */
  public boolean scopesInclude(String action) {
    return scopes.isEmpty() || scopes.stream().anyMatch(scope -> covers(scope, action));
  }

  private static boolean covers(String scope, String action) {
    return scope.equals("*")
        || scope.equals(action)
        || (scope.endsWith(".*") && action.startsWith(scope.substring(0, scope.length() - 1)));
  }
}
