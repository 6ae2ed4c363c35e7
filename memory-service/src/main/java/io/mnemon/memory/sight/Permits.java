package io.mnemon.memory.sight;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.authorization.Explainer;
import io.mnemon.memory.sight.Subject.Rights;
import io.mnemon.memory.sight.Subject.UnitView;
import io.mnemon.memory.sight.SubjectDirectory.Subjects;
import io.mnemon.tenancy.Authorizer.Decision;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.Place;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a caller may do something to memories where they lie: those of a unit on the unit, all
 * others on the tenant.
 */
public final class Permits {
  private final Explainer authorizer;

  public Permits(Explainer authorizer) {
    this.authorizer = authorizer;
  }

  /**
   * Requires a right on a layer of a unit, or of the tenant where there is none.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  void require(Caller caller, String action, Subjects subjects, Layer layer, @Nullable UUID unit) {
    require(caller, action, place(caller, subjects, unit).in(layer));
  }

  /**
   * Requires a right to what lies in a scope.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  void require(Caller caller, String action, Subjects subjects, MemoryScope scope) {
    Place place = place(caller, subjects, scope.key().unit()).in(scope.layer());
    Optional<UUID> user = Optional.ofNullable(scope.key().user());
    require(caller, action, user.map(id -> place.about(Set.of(id))).orElse(place));
  }

  /**
   * Requires a right that every layer needs.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  void require(Caller caller, String action, Subjects subjects) {
    require(caller, action, place(caller, subjects, null));
  }

  /** Whether some layers and units may be closed to this caller that are open elsewhere. */
  boolean areNarrowed(Caller caller) {
    return authorizer.isNarrowed(caller);
  }

  /**
   * Those of the layers that are open to the caller; a layer of units is, as far as a unit is.
   *
   * @throws ServiceException PERMISSION_DENIED if there is none
   */
  Set<Layer> layers(Caller caller, String action, Subjects subjects, Set<Layer> wanted) {
    Place tenant = place(caller, subjects, null);
    Set<Layer> open = EnumSet.noneOf(Layer.class);
    for (Layer layer : wanted) {
      if (layer.isUnit() || allows(caller, action, tenant.in(layer))) {
        open.add(layer);
      }
    }
    if (open.isEmpty()) {
      require(caller, action, tenant.in(wanted.iterator().next()));
    }
    return open;
  }

  /**
   * Those of the units that are open to the caller.
   *
   * @param seen all units that the request sees, for their ancestors
   */
  Set<UUID> units(
      Caller caller, String action, Subjects subjects, Map<UUID, UnitView> seen, Set<UUID> units) {
    Map<UUID, UnitView> own =
        subjects.caller().units().stream().collect(Collectors.toMap(UnitView::id, unit -> unit));
    Set<UUID> named = named(subjects);
    Set<UUID> open = new HashSet<>();
    for (UUID unit : units) {
      Rights rights = Optional.ofNullable(own.get(unit)).map(UnitView::rights).orElse(Rights.NONE);
      Place place =
          Place.of(caller.tenant(), List.copyOf(chain(seen, unit)), rights.own(), rights.user())
              .at(subjects.epoch())
              .about(named);
      if (allows(caller, action, place.in(Objects.requireNonNull(seen.get(unit)).layer()))) {
        open.add(unit);
      }
    }
    return open;
  }

  /** A unit and those above it, as far as they are known. */
  static Set<UUID> chain(Map<UUID, UnitView> known, UUID from) {
    Set<UUID> chain = new LinkedHashSet<>();
    Optional<UUID> next = Optional.of(from);
    while (next.isPresent() && known.containsKey(next.get())) {
      chain.add(next.get());
      next = known.get(next.get()).parent();
    }
    return chain;
  }

  private boolean allows(Caller caller, String action, Place place) {
    return authorizer.decide(caller, action, place) instanceof Decision.Allowed;
  }

  private void require(Caller caller, String action, Place place) {
    switch (authorizer.decide(caller, action, place)) {
      case Decision.Allowed() -> {}
      case Decision.Denied(String reason) ->
          throw new ServiceException(ErrorCode.PERMISSION_DENIED, reason);
    }
  }

  private static Place place(Caller caller, Subjects subjects, @Nullable UUID unit) {
    Subject self = subjects.caller();
    List<UUID> chain = new ArrayList<>();
    Rights rights = self.onTenant();
    if (unit != null) {
      rights = self.view(unit).map(UnitView::rights).orElse(Rights.NONE);
      chain.add(unit);
      for (Optional<UUID> above = self.view(unit).flatMap(UnitView::parent);
          above.isPresent();
          above = self.view(above.get()).flatMap(UnitView::parent)) {
        chain.add(above.get());
      }
    }
    return Place.of(caller.tenant(), chain, rights.own(), rights.user())
        .at(subjects.epoch())
        .about(named(subjects));
  }

  /** The users that a request names, as far as they exist. */
  private static Set<UUID> named(Subjects subjects) {
    return subjects.users().stream()
        .flatMap(user -> user.id().stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
