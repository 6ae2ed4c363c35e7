package io.mnemon.governance.tenant;

import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Grows a tenant's tree and shows everybody their part of it. */
final class Units {
  private final Directory directory;
  private final TenantStore store;
  private final Guard guard;
  private final Supplier<UUID> ids;
  private final InstantSource clock;
  private final int maxUnits;

  Units(
      Directory directory,
      TenantStore store,
      Guard guard,
      Supplier<UUID> ids,
      InstantSource clock,
      int maxUnits) {
    this.directory = directory;
    this.store = store;
    this.guard = guard;
    this.ids = ids;
    this.clock = clock;
    this.maxUnits = maxUnits;
  }

  /**
   * @param parent the id of the unit above; empty for an organization
   */
  Unit create(Caller caller, UnitKind kind, String parent, String name, @Nullable Once once) {
    String checkedName = Name.checked("name", name);
    Snapshot snapshot = directory.look(caller);
    Standing standing = snapshot.standing(caller);
    Optional<Unit> above = parent(snapshot, standing, kind, parent);
    UUID resource = above.map(Unit::id).orElse(caller.tenant());
    guard.require(caller, "unit.create", standing, resource);
    Unit unit =
        new Unit(ids.get(), above.map(Unit::id).orElse(null), kind, checkedName, clock.instant());
    Creation creation = store.createUnit(Directory.scopeOf(caller), unit, once, maxUnits);
    return Creations.earlier(
            creation,
            "there is a unit " + checkedName + " there already: choose another name",
            "the tenant has " + maxUnits + " units, which is the limit")
        .flatMap(before -> directory.look(caller).tree().unit(before))
        .orElse(unit);
  }

  /**
   * @param parent only the units directly beneath this one; all if empty
   */
  Page<Unit> list(Caller caller, String parent, Page.Request wanted) {
    Snapshot snapshot = directory.look(caller);
    Standing standing = snapshot.standing(caller);
    UUID beneath = parent.isEmpty() ? null : visible(snapshot, standing, parent).id();
    String after = wanted.after() == null ? "" : wanted.after().toString();
    List<Unit> found =
        standing.seen().stream()
            .filter(unit -> beneath == null || beneath.equals(unit.parent()))
            .filter(unit -> unit.id().toString().compareTo(after) > 0)
            .sorted(Comparator.comparing(unit -> unit.id().toString()))
            .limit(wanted.limit() + 1L)
            .toList();
    return wanted.page(found, Unit::id);
  }

  Unit get(Caller caller, String id) {
    Snapshot snapshot = directory.look(caller);
    return visible(snapshot, snapshot.standing(caller), id);
  }

  private static Optional<Unit> parent(
      Snapshot snapshot, Standing standing, UnitKind kind, String parent) {
    if (kind.parent().isEmpty()) {
      if (!parent.isEmpty()) {
        throw ServiceException.invalid(
            "parent", "an organization stands at the top: leave the parent out");
      }
      return Optional.empty();
    }
    String right = "the id of " + article(kind.parent().get());
    if (parent.isEmpty()) {
      throw ServiceException.invalid(
          "parent", "is missing: a " + kind.word() + " stands beneath another unit, give " + right);
    }
    Unit above = visible(snapshot, standing, parent);
    if (above.kind() != kind.parent().get()) {
      throw ServiceException.invalid(
          "parent", "is " + article(above.kind()) + ": for a " + kind.word() + " give " + right);
    }
    return Optional.of(above);
  }

  private static Unit visible(Snapshot snapshot, Standing standing, String id) {
    return PrincipalRef.id(id)
        .filter(standing::sees)
        .flatMap(snapshot.tree()::unit)
        .orElseThrow(() -> ServiceException.notFound("unit " + id));
  }

  private static String article(UnitKind kind) {
    return (kind == UnitKind.ORGANIZATION ? "an " : "a ") + kind.word();
  }
}
