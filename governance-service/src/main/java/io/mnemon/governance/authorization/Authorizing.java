package io.mnemon.governance.authorization;

import io.mnemon.api.ServiceException;
import io.mnemon.authorization.Explainer;
import io.mnemon.authorization.Verdict;
import io.mnemon.governance.tenant.Directory;
import io.mnemon.governance.tenant.Grantee;
import io.mnemon.governance.tenant.Guard;
import io.mnemon.governance.tenant.Membership;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.Snapshot;
import io.mnemon.governance.tenant.Standing;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.Place;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells whether somebody may do something, and why, without doing it. */
final class Authorizing {
  private final Directory directory;
  private final Guard guard;
  private final Explainer explainer;
  private final Set<String> actions;

  /**
   * @param actions those of which it may be asked
   */
  Authorizing(Directory directory, Guard guard, Explainer explainer, Set<String> actions) {
    this.directory = directory;
    this.guard = guard;
    this.explainer = explainer;
    this.actions = actions;
  }

  /**
   * What a request asks.
   *
   * @param principal the caller itself if null
   * @param unit a unit's id; the tenant if empty
   */
  record Question(
      @Nullable PrincipalRef principal, String action, String unit, Optional<Layer> layer) {}

  /**
   * @param grants the grants that apply there, the user's of an agent among them
   */
  record Answer(Verdict verdict, List<Membership> grants) {
    Answer {
      grants = List.copyOf(grants);
    }
  }

  Answer answer(Caller caller, Question question) {
    requireKnown(question.action());
    PrincipalRef named = question.principal();
    Snapshot snapshot = named == null ? directory.look(caller) : directory.look(caller, named);
    Standing standing = snapshot.standing(caller);
    UUID unit = place(caller, standing, question.unit());
    Grantee about =
        named == null ? snapshot.caller(caller) : other(caller, snapshot, standing, named, unit);
    boolean self = about.equals(snapshot.caller(caller));
    Caller asked = self ? caller : about.principal().asCaller(caller.tenant(), caller.epoch());
    guard.require(caller, "access.explain", standing, caller.tenant());
    if (!asked.scopesInclude(question.action())) {
      return new Answer(
          new Verdict(
              false,
              List.of(),
              "this credential is limited to " + String.join(", ", asked.scopes())),
          List.of());
    }
    Place place = snapshot.standing(about).place(unit);
    Place there = question.layer().map(place::in).orElse(place);
    return new Answer(
        explainer.explain(asked, question.action(), there), grants(snapshot, about, there));
  }

  private static UUID place(Caller caller, Standing standing, String unit) {
    if (unit.isEmpty()) {
      return caller.tenant();
    }
    return PrincipalRef.id(unit)
        .filter(standing::sees)
        .orElseThrow(() -> ServiceException.notFound("unit " + unit));
  }

  /** Somebody else, whom only admins of the place may ask about. */
  private Grantee other(
      Caller caller, Snapshot snapshot, Standing standing, PrincipalRef named, UUID unit) {
    Optional<Grantee> found = snapshot.find(named);
    if (found.isPresent() && found.get().principal().id().equals(caller.principal())) {
      return found.get();
    }
    guard.require(caller, "access.explain.all", standing, unit);
    return found.orElseThrow(() -> ServiceException.notFound("principal " + named.name()));
  }

  private static List<Membership> grants(Snapshot snapshot, Grantee about, Place place) {
    Set<UUID> places = new HashSet<>(place.units());
    places.add(place.tenant());
    List<Membership> grants = new ArrayList<>();
    Stream.concat(Stream.of(about), snapshot.byId(about.principal().onBehalfOf()).stream())
        .flatMap(one -> one.membershipsAt(snapshot.at()).stream())
        .filter(membership -> places.contains(membership.unit()))
        .forEach(grants::add);
    return grants;
  }

  private void requireKnown(String action) {
    if (!actions.contains(action)) {
      throw ServiceException.invalid(
          "action",
          "\""
              + action
              + "\" is no action: did you mean \""
              + Names.nearest(action, actions)
              + "\"?");
    }
  }
}
