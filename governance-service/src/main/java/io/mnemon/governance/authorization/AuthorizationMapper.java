package io.mnemon.governance.authorization;

import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.AuthorizeGrant;
import io.mnemon.api.governance.v1.AuthorizeReason;
import io.mnemon.api.governance.v1.AuthorizeRequest;
import io.mnemon.api.governance.v1.AuthorizeResponse;
import io.mnemon.api.governance.v1.CustomRole;
import io.mnemon.api.governance.v1.GetPolicyResponse;
import io.mnemon.api.governance.v1.ListPoliciesResponse;
import io.mnemon.api.governance.v1.ListRolesResponse;
import io.mnemon.api.governance.v1.Policy;
import io.mnemon.authorization.TenantRules;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.Layer;
import java.util.List;
import java.util.Optional;

/** Roles, policies and decisions as they travel. */
public final class AuthorizationMapper {
  private AuthorizationMapper() {}

  static CustomRole toProto(MadeRole made) {
    return toProto(made.role()).toBuilder()
        .setCreatedAt(TenantMapper.timestamp(made.createdAt()))
        .build();
  }

  private static CustomRole toProto(io.mnemon.authorization.CustomRole role) {
    return CustomRole.newBuilder()
        .setId(role.id().toString())
        .setName(role.name())
        .addAllActions(role.actions())
        .build();
  }

  static ListRolesResponse roles(List<MadeRole> roles) {
    return ListRolesResponse.newBuilder()
        .addAllRoles(roles.stream().map(AuthorizationMapper::toProto).toList())
        .build();
  }

  static Policy toProto(PolicyVersion version) {
    return Policy.newBuilder()
        .setName(version.name())
        .setVersion(version.version())
        .setText(version.text())
        .setDescription(version.description())
        .setChangedAt(TenantMapper.timestamp(version.changedAt()))
        .setChangedBy(version.changedBy().toString())
        .setDeleted(version.deleted())
        .build();
  }

  static ListPoliciesResponse policies(List<PolicyVersion> policies) {
    return ListPoliciesResponse.newBuilder()
        .addAllPolicies(policies.stream().map(AuthorizationMapper::toProto).toList())
        .build();
  }

  static GetPolicyResponse toProto(Policies.Read read) {
    return GetPolicyResponse.newBuilder()
        .setPolicy(toProto(read.policy()))
        .addAllHistory(read.history().stream().map(AuthorizationMapper::toProto).toList())
        .build();
  }

  /** What a tenant decided for itself, for a service that decides. */
  public static io.mnemon.api.governance.v1.TenantRules toProto(TenantRules rules) {
    return io.mnemon.api.governance.v1.TenantRules.newBuilder()
        .setEpoch(rules.epoch())
        .addAllRoles(rules.roles().stream().map(AuthorizationMapper::toProto).toList())
        .addAllPolicies(
            rules.policies().stream()
                .map(
                    policy ->
                        Policy.newBuilder().setName(policy.name()).setText(policy.text()).build())
                .toList())
        .build();
  }

  static Authorizing.Question question(AuthorizeRequest request) {
    String layer = request.getResource().getLayer();
    Optional<Layer> known = Layer.ofWord(layer);
    if (!layer.isEmpty() && known.isEmpty()) {
      throw ServiceException.invalid(
          "resource.layer",
          "\""
              + layer
              + "\" is no layer: give agent, user, session, project, team, org or company");
    }
    return new Authorizing.Question(
        request.getPrincipal().isEmpty()
            ? null
            : PrincipalRef.parse("principal", request.getPrincipal()),
        request.getAction(),
        request.getResource().getUnit(),
        known);
  }

  static AuthorizeResponse toProto(Authorizing.Answer answer) {
    AuthorizeResponse.Builder proto =
        AuthorizeResponse.newBuilder()
            .setAllowed(answer.verdict().allowed())
            .setMessage(answer.verdict().reason());
    answer
        .verdict()
        .policies()
        .forEach(policy -> proto.addReasons(AuthorizeReason.newBuilder().setPolicy(policy)));
    answer
        .grants()
        .forEach(grant -> proto.addReasons(AuthorizeReason.newBuilder().setGrant(toProto(grant))));
    return proto.build();
  }

  private static AuthorizeGrant toProto(Membership grant) {
    AuthorizeGrant.Builder proto =
        AuthorizeGrant.newBuilder()
            .setPrincipal(grant.principal().toString())
            .setRole(grant.roleName())
            .setUnit(grant.unit().toString());
    if (grant.expiresAt() != null) {
      proto.setExpiresAt(TenantMapper.timestamp(grant.expiresAt()));
    }
    return proto.build();
  }
}
