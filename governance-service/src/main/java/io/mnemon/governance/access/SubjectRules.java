package io.mnemon.governance.access;

import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import java.util.Optional;
import java.util.UUID;

/** For whom a caller may act, by what it is. */
sealed interface SubjectRules {
  String DEACTIVATED = "it has been deactivated";

  SubjectMatch user(PrincipalRef named);

  SubjectMatch agent(PrincipalRef named);

  static SubjectRules of(Caller caller, Grantee self, Snapshot snapshot) {
    return switch (caller.kind()) {
      case USER -> new OfUser(self, snapshot);
      case AGENT -> new OfAgent(self, snapshot);
      case APPLICATION ->
          caller.actFor() == null
              ? new OfNobody("the application acts for nobody")
              : new OfApplication(new ActForGrant(caller.actFor(), snapshot));
      case SERVICE -> new OfNobody("a service acts for nobody");
    };
  }

  /** A user is only itself, and works with whichever agents it likes. */
  record OfUser(Grantee self, Snapshot snapshot) implements SubjectRules {
    @Override
    public SubjectMatch user(PrincipalRef named) {
      return only(self, PrincipalKind.USER, named, snapshot);
    }

    @Override
    public SubjectMatch agent(PrincipalRef named) {
      Optional<Grantee> found = snapshot.find(named);
      if (found.isPresent()) {
        if (found.get().principal().kind() != PrincipalKind.AGENT) {
          return refused(PrincipalKind.AGENT, named, "it is no agent");
        }
        return snapshot.isActive(found.get())
            ? new SubjectMatch.Known(found.get())
            : refused(PrincipalKind.AGENT, named, DEACTIVATED);
      }
      return new SubjectMatch.Absent(PrincipalKind.AGENT, named.name());
    }
  }

  /** An agent is only itself, and acts for the user who delegated to it. */
  record OfAgent(Grantee self, Snapshot snapshot) implements SubjectRules {
    @Override
    public SubjectMatch user(PrincipalRef named) {
      UUID user = self.principal().onBehalfOf();
      return snapshot
          .byId(user)
          .map(delegator -> only(delegator, PrincipalKind.USER, named, snapshot))
          .orElseGet(() -> refused(PrincipalKind.USER, named, "the agent acts for no user"));
    }

    @Override
    public SubjectMatch agent(PrincipalRef named) {
      return only(self, PrincipalKind.AGENT, named, snapshot);
    }
  }

  /** An application acts for the users and agents of its grant. */
  record OfApplication(ActForGrant grant) implements SubjectRules {
    @Override
    public SubjectMatch user(PrincipalRef named) {
      return match(PrincipalKind.USER, named);
    }

    @Override
    public SubjectMatch agent(PrincipalRef named) {
      return match(PrincipalKind.AGENT, named);
    }

    private SubjectMatch match(PrincipalKind kind, PrincipalRef named) {
      Optional<Grantee> found = grant.snapshot().find(named);
      if (found.isPresent()) {
        if (found.get().principal().kind() != kind) {
          return refused(kind, named, "it is no " + kind.word());
        }
        if (!grant.snapshot().isActive(found.get())) {
          return refused(kind, named, DEACTIVATED);
        }
        return grant.covers(found.get())
            ? new SubjectMatch.Known(found.get())
            : refused(kind, named, "it is outside of act_for");
      }
      return grant.coversNew(named.name())
          ? new SubjectMatch.Absent(kind, named.name())
          : refused(kind, named, "it would be outside of act_for");
    }
  }

  /** Acts for nobody. */
  record OfNobody(String reason) implements SubjectRules {
    @Override
    public SubjectMatch user(PrincipalRef named) {
      return refused(PrincipalKind.USER, named, reason);
    }

    @Override
    public SubjectMatch agent(PrincipalRef named) {
      return refused(PrincipalKind.AGENT, named, reason);
    }
  }

  private static SubjectMatch only(
      Grantee one, PrincipalKind kind, PrincipalRef named, Snapshot snapshot) {
    return snapshot.find(named).filter(one::equals).isPresent()
        ? new SubjectMatch.Known(one)
        : refused(kind, named, "it is somebody else");
  }

  private static SubjectMatch refused(PrincipalKind kind, PrincipalRef named, String reason) {
    return new SubjectMatch.Refused(kind, named, reason);
  }
}
