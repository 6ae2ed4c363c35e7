package io.mnemon.governance.access;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Principal;
import io.mnemon.governance.tenant.PrincipalLimit;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.Unit;
import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.ActFor;
import io.mnemon.tenancy.PrincipalKind;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the subjects that a request names, within what its caller may act for. One round trip to
 * the store; a second one for the users of a grant, three where subjects are created.
 */
final class Subjects {
  private static final int ATTEMPTS = 3;

  private final Directory directory;
  private final SubjectStore store;
  private final Supplier<UUID> ids;
  private final AccessLimits limits;
  private final PrincipalLimit principals;

  Subjects(
      Directory directory,
      SubjectStore store,
      Supplier<UUID> ids,
      AccessLimits limits,
      PrincipalLimit principals) {
    this.directory = directory;
    this.store = store;
    this.ids = ids;
    this.limits = limits;
    this.principals = principals;
  }

  /**
   * What a request wants to know.
   *
   * @param users by id or name
   * @param agents by id or name
   * @param create whether those that do not exist are created
   * @param allUsers whether an application wants to know all users it acts for
   */
  record Wanted(
      List<PrincipalRef> users, List<PrincipalRef> agents, boolean create, boolean allUsers) {
    Wanted {
      users = List.copyOf(users);
      agents = List.copyOf(agents);
    }
  }

  /**
   * @param users in the order in which they were named
   * @param agents in the order in which they were named
   * @param reach all users the caller acts for, where that was asked for
   */
  record Resolved(
      Snapshot snapshot,
      Grantee caller,
      List<SubjectMatch> users,
      List<SubjectMatch> agents,
      Reach reach) {
    Resolved {
      users = List.copyOf(users);
      agents = List.copyOf(agents);
    }
  }

  /**
   * @throws ServiceException NOT_FOUND if the caller may not act for one of them, whether it exists
   *     or not; the refusal is written down
   */
  Resolved resolve(Caller caller, Wanted wanted) {
    requireFew(wanted);
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Resolved resolved = match(caller, wanted);
      refuse(resolved);
      List<Principal> missing = wanted.create() ? missing(caller, resolved) : List.of();
      if (missing.isEmpty()) {
        return resolved;
      }
      // Somebody else may create the same name at the same moment: look again at what is there now.
      if (!store.createMissing(Directory.scopeOf(caller), missing, principals.max())) {
        throw principals.reached();
      }
    }
    throw new ServiceException(
        ErrorCode.ABORTED, "the subjects are being created by others as well, try again");
  }

  /**
   * The users that an application acts for.
   *
   * @throws ServiceException RESOURCE_EXHAUSTED if there are more than can be told
   */
  private Reach reach(Caller caller, Snapshot snapshot) {
    ActFor actFor = caller.actFor();
    if (caller.kind() != PrincipalKind.APPLICATION || actFor == null) {
      return new Reach.Some(List.of());
    }
    return actFor.unit().equals(caller.tenant())
        ? wholeTenant(caller, actFor.subjectPrefix())
        : within(caller, actFor, snapshot);
  }

  private Reach within(Caller caller, ActFor actFor, Snapshot snapshot) {
    Set<UUID> units =
        snapshot.tree().subtree(actFor.unit()).stream().map(Unit::id).collect(Collectors.toSet());
    List<UUID> users =
        store.usersWithin(
            Directory.scopeOf(caller),
            units,
            actFor.subjectPrefix(),
            snapshot.at(),
            limits.maxUsers() + 1);
    if (users.size() > limits.maxUsers()) {
      throw tooMany("the application acts for more than " + limits.maxUsers() + " users");
    }
    return new Reach.Some(users);
  }

  /** Where every name is within the grant, nobody leaves it or comes into it by another name. */
  private Reach wholeTenant(Caller caller, String prefix) {
    if (prefix.isEmpty()) {
      return new Reach.WholeTenant(List.of(), List.of());
    }
    List<SubjectStore.Renamed> renamed =
        store.renamed(Directory.scopeOf(caller), prefix, limits.maxUsers() + 1);
    if (renamed.size() > limits.maxUsers()) {
      throw tooMany(
          "the tenant has renamed more than "
              + limits.maxUsers()
              + " users, so a prefix does not tell whom the application acts for");
    }
    return new Reach.WholeTenant(users(renamed, true), users(renamed, false));
  }

  private static List<UUID> users(List<SubjectStore.Renamed> renamed, boolean within) {
    return renamed.stream()
        .filter(one -> one.within() == within)
        .map(SubjectStore.Renamed::user)
        .toList();
  }

  private static ServiceException tooMany(String what) {
    return new ServiceException(ErrorCode.RESOURCE_EXHAUSTED, what + ": name those that are meant");
  }

  /** The users that an application acts for. */
  sealed interface Reach {
    /**
     * Every user of the tenant whose name begins with the grant's prefix.
     *
     * @param renamedInto who was called otherwise before and has such a name now
     * @param renamedOutOf who was called otherwise before and has another name now
     */
    record WholeTenant(List<UUID> renamedInto, List<UUID> renamedOutOf) implements Reach {
      public WholeTenant {
        renamedInto = List.copyOf(renamedInto);
        renamedOutOf = List.copyOf(renamedOutOf);
      }
    }

    record Some(List<UUID> users) implements Reach {
      public Some {
        users = List.copyOf(users);
      }
    }
  }

  private Resolved match(Caller caller, Wanted wanted) {
    List<PrincipalRef> named = new ArrayList<>(wanted.users());
    named.addAll(wanted.agents());
    Snapshot snapshot = directory.look(caller, named);
    Grantee self = snapshot.caller(caller);
    SubjectRules rules = SubjectRules.of(caller, self, snapshot);
    return new Resolved(
        snapshot,
        self,
        wanted.users().stream().map(rules::user).toList(),
        wanted.agents().stream().map(rules::agent).toList(),
        wanted.allUsers() ? reach(caller, snapshot) : new Reach.Some(List.of()));
  }

  private static void refuse(Resolved resolved) {
    List<SubjectMatch.Refused> refused =
        Stream.concat(resolved.users().stream(), resolved.agents().stream())
            .filter(SubjectMatch.Refused.class::isInstance)
            .map(SubjectMatch.Refused.class::cast)
            .distinct()
            .toList();
    if (refused.isEmpty()) {
      return;
    }
    SubjectMatch.Refused first = refused.getFirst();
    AuditedCall.refuse(
        "the " + first.kind().word() + " is out of reach: " + first.reason(),
        refused.stream().map(match -> match.named().name()).toList());
    throw ServiceException.notFound(
        "the " + first.kind().word() + " \"" + first.named().name() + "\"");
  }

  private List<Principal> missing(Caller caller, Resolved resolved) {
    Map<String, Principal> missing = new LinkedHashMap<>();
    Set<String> userNames = new HashSet<>();
    for (SubjectMatch match : resolved.users()) {
      if (match instanceof SubjectMatch.Absent absent) {
        userNames.add(absent.name());
        missing.putIfAbsent(absent.name(), create(caller, resolved, absent));
      }
    }
    for (SubjectMatch match : resolved.agents()) {
      if (match instanceof SubjectMatch.Absent absent) {
        if (userNames.contains(absent.name())) {
          throw ServiceException.invalid(
              "agents", "\"" + absent.name() + "\" is named as a user too: give each its own name");
        }
        missing.putIfAbsent(absent.name(), create(caller, resolved, absent));
      }
    }
    return List.copyOf(missing.values());
  }

  private Principal create(Caller caller, Resolved resolved, SubjectMatch.Absent absent) {
    Snapshot snapshot = resolved.snapshot();
    return new Principal(
        ids.get(),
        absent.kind(),
        absent.name(),
        null,
        caller.kind() == PrincipalKind.APPLICATION && caller.actFor() != null
            ? new ActForGrant(caller.actFor(), snapshot).home()
            : null,
        false,
        snapshot.at());
  }

  private void requireFew(Wanted wanted) {
    int named = wanted.users().size() + wanted.agents().size();
    if (named > limits.maxSubjects()) {
      throw ServiceException.invalid(
          "users",
          "and agents name "
              + named
              + " subjects: name at most "
              + limits.maxSubjects()
              + " at once");
    }
  }
}
