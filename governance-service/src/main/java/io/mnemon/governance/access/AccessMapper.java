package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.api.governance.v1.Subject;
import io.mnemon.api.governance.v1.UnitView;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Standing;
import io.mnemon.governance.tenant.Unit;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What the gateway and the services ask about callers, as it travels. */
final class AccessMapper {
  private AccessMapper() {}

  static Subjects.Wanted wanted(ResolveSubjectsRequest request) {
    return new Subjects.Wanted(
        refs("users", request.getUsersList()),
        refs("agents", request.getAgentsList()),
        request.getCreate(),
        request.getAllUsers());
  }

  private static List<PrincipalRef> refs(String field, List<String> named) {
    List<PrincipalRef> refs = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      refs.add(PrincipalRef.parse(field + "[" + i + "]", named.get(i)));
    }
    return refs;
  }

  /**
   * @param maxUnitViews how many units all subjects together may see
   */
  static ResolveSubjectsResponse toProto(Subjects.Resolved resolved, int maxUnitViews) {
    Answer answer = new Answer(resolved, maxUnitViews);
    ResolveSubjectsResponse.Builder proto =
        ResolveSubjectsResponse.newBuilder()
            .setCaller(answer.standing(resolved.caller()))
            .setEpoch(resolved.snapshot().epoch());
    resolved.users().forEach(match -> proto.addUsers(answer.subject(match)));
    resolved.agents().forEach(match -> proto.addAgents(answer.subject(match)));
    switch (resolved.reach()) {
      case Subjects.Reach.WholeTenant(List<UUID> into, List<UUID> outOf) -> {
        proto.setWholeTenant(true);
        into.forEach(user -> proto.addRenamedInto(user.toString()));
        outOf.forEach(user -> proto.addRenamedOutOf(user.toString()));
      }
      case Subjects.Reach.Some(List<UUID> users) ->
          users.forEach(user -> proto.addAllUsers(user.toString()));
    }
    return proto.build();
  }

  /** The role that the subject and its user hold both, and what each of them holds. */
  private record Holdings(Optional<Role> role, Holding own, Holding user) {
    /** A holding, where it is more than the role. */
    Optional<io.mnemon.api.governance.v1.Holding> beyond(Holding holding) {
      return holding.equals(Holding.of(role))
          ? Optional.empty()
          : Optional.of(
              io.mnemon.api.governance.v1.Holding.newBuilder()
                  .setRole(holding.role().map(Role::word).orElse(""))
                  .addAllCustomRoles(holding.customRoles().stream().map(UUID::toString).toList())
                  .build());
    }
  }

  /** One answer, which counts the units that it has told. */
  private static final class Answer {
    private final Subjects.Resolved resolved;
    private final int maxUnitViews;
    private int unitViews;

    Answer(Subjects.Resolved resolved, int maxUnitViews) {
      this.resolved = resolved;
      this.maxUnitViews = maxUnitViews;
    }

    Subject subject(SubjectMatch match) {
      return switch (match) {
        case SubjectMatch.Known(Grantee subject) ->
            mayKnowStanding(subject) ? standing(subject) : identity(subject).build();
        case SubjectMatch.Absent(PrincipalKind kind, String name) ->
            Subject.newBuilder().setKind(kind.word()).setName(name).build();
        case SubjectMatch.Refused refused ->
            throw new IllegalStateException("a refused subject is not answered");
      };
    }

    /** An agent that a user merely works with adds nothing to what the user sees. */
    private boolean mayKnowStanding(Grantee subject) {
      return resolved.caller().principal().kind() != PrincipalKind.USER
          || subject.equals(resolved.caller());
    }

    Subject standing(Grantee subject) {
      Standing standing = resolved.snapshot().standing(subject);
      Collection<Unit> seen = standing.seen();
      unitViews += seen.size();
      if (unitViews > maxUnitViews) {
        throw new ServiceException(
            ErrorCode.RESOURCE_EXHAUSTED,
            "the subjects of the request see more than "
                + maxUnitViews
                + " units together: name fewer subjects at once");
      }
      Subject.Builder proto = identity(subject);
      Holdings onTenant = holdings(subject, standing, resolved.snapshot().tree().tenant());
      onTenant.role().ifPresent(role -> proto.setTenantRole(role.word()));
      onTenant.beyond(onTenant.own()).ifPresent(proto::setTenantHolding);
      onTenant.beyond(onTenant.user()).ifPresent(proto::setTenantHoldingOfUser);
      for (Unit unit : seen) {
        Holdings there = holdings(subject, standing, unit.id());
        UnitView.Builder view =
            UnitView.newBuilder()
                .setId(unit.id().toString())
                .setKind(unit.kind().word())
                .setParent(unit.parent() == null ? "" : unit.parent().toString())
                .setRole(there.role().map(Role::word).orElse(""));
        there.beyond(there.own()).ifPresent(view::setHolding);
        there.beyond(there.user()).ifPresent(view::setHoldingOfUser);
        proto.addUnits(view);
      }
      return proto.build();
    }

    private static Holdings holdings(Grantee subject, Standing standing, UUID unitOrTenant) {
      Place place = standing.place(unitOrTenant);
      boolean acts = subject.principal().onBehalfOf() != null;
      return new Holdings(
          standing.roleOn(unitOrTenant), place.own(), acts ? place.user() : place.own());
    }

    private static Subject.Builder identity(Grantee subject) {
      return Subject.newBuilder()
          .setId(subject.principal().id().toString())
          .setKind(subject.principal().kind().word())
          .setName(subject.principal().name());
    }
  }
}
