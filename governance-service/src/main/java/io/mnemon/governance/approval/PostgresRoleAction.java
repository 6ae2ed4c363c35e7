package io.mnemon.governance.approval;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.MemberChange;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.PostgresEpoch;
import io.mnemon.governance.tenant.PostgresMemberships;
import io.mnemon.storage.Transaction;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import java.util.Objects;

/** Gives the role that was asked for, as if those who approved had given it themselves. */
final class PostgresRoleAction implements ApprovedAction {
  private final PostgresMemberships memberships;

  PostgresRoleAction(PostgresMemberships memberships) {
    this.memberships = memberships;
  }

  @Override
  public ApprovalKind kind() {
    return ApprovalKind.ROLE;
  }

  /** The membership that would be replaced. Whoever changes one holds the tenant's epoch. */
  @Override
  public Target target(TenantScope scope, Transaction tx, Approval approval) {
    RoleWish wish = wish(approval);
    long unused = PostgresEpoch.hold(scope, tx);
    String held =
        tx.queryOne(
                """
                SELECT concat_ws(' until ', role, expires_at::text) AS held
                FROM governance.membership
                WHERE tenant = ? AND principal = ? AND unit = ? AND source = ''
                """,
                binding ->
                    binding.uuid(scope.tenant()).uuid(wish.principal()).uuid(approval.unit()),
                row -> row.text("held"))
            .orElse("none");
    return new Target(Target.MEMBERSHIP, approval.unit() + "/" + wish.principal(), held);
  }

  @Override
  public void execute(TenantScope scope, Transaction tx, Approval approval, Role authority) {
    RoleWish wish = wish(approval);
    Membership membership =
        new Membership(
            wish.principal(),
            approval.unit(),
            wish.role(),
            wish.expiresAt(),
            authority == Role.TENANT_ADMIN);
    switch (memberships.put(scope, tx, membership, authority)) {
      case MemberChange.Done() -> {}
      case MemberChange.Stronger(Role held) ->
          throw refused(
              "it holds "
                  + held.word()
                  + " there, which is more than those who approved do: somebody who is that too has"
                  + " to approve");
      case MemberChange.LastAdmin() ->
          throw refused("it is the tenant's last tenant_admin without an end");
      case MemberChange.ByGroup() -> throw refused("a group gives it");
      case MemberChange.NoSuchMember() -> throw refused("it does not exist any more");
    }
  }

  private static ServiceException refused(String why) {
    return new ServiceException(
        ErrorCode.FAILED_PRECONDITION, "the role cannot be given to the principal: " + why);
  }

  private static RoleWish wish(Approval approval) {
    return Objects.requireNonNull(approval.wish(), "a request for a role says which");
  }
}
