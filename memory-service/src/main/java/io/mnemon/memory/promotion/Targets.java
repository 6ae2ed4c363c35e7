package io.mnemon.memory.promotion;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.Subject;
import io.mnemon.memory.sight.SubjectDirectory;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.ScopeKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Works out where a memory goes, one step up, as far as the caller sees it. */
final class Targets {
  private final SubjectDirectory directory;

  Targets(SubjectDirectory directory) {
    this.directory = directory;
  }

  /**
   * @param unit the unit that is wanted; null for the one that there is
   * @throws ServiceException FAILED_PRECONDITION if there is nothing above; INVALID_ARGUMENT if
   *     several units come into question and none is named, or another one is named; NOT_FOUND for
   *     a unit that the caller does not see
   */
  MemoryScope of(Caller caller, MemoryScope from, @Nullable UUID unit) {
    Layer layer =
        Steps.above(from.layer())
            .orElseThrow(
                () ->
                    new ServiceException(
                        ErrorCode.FAILED_PRECONDITION,
                        "the memory belongs to the company already: there is nothing above"));
    if (layer.isUnit()) {
      return MemoryScope.of(ScopeKey.ofUnit(layer, unit(caller, from, layer, unit)), null, null);
    }
    if (unit != null) {
      throw ServiceException.invalid(
          "unit", "is not to be named: one step up is the layer " + layer.word());
    }
    return layer == Layer.COMPANY
        ? MemoryScope.of(ScopeKey.ofCompany(), null, null)
        : MemoryScope.of(
            ScopeKey.ofUser(Objects.requireNonNull(from.key().user())), from.userName(), null);
  }

  private UUID unit(Caller caller, MemoryScope from, Layer layer, @Nullable UUID wanted) {
    List<Subject.UnitView> seen =
        directory.resolve(caller, Set.of(), Set.of(), false).caller().units();
    List<UUID> fitting =
        seen.stream()
            .filter(view -> view.layer() == layer)
            .map(Subject.UnitView::id)
            .filter(id -> from.key().unit() == null || id.equals(parent(seen, from.key().unit())))
            .toList();
    if (wanted != null) {
      if (!fitting.contains(wanted)) {
        boolean isSeen = seen.stream().anyMatch(view -> view.id().equals(wanted));
        throw isSeen
            ? ServiceException.invalid(
                "unit",
                "is not one step up from the memory: name the " + layer.word() + " above it")
            : ServiceException.notFound("unit " + wanted);
      }
      return wanted;
    }
    if (fitting.size() == 1) {
      return fitting.getFirst();
    }
    throw ServiceException.invalid(
        "unit",
        fitting.isEmpty()
            ? "is missing, and you see no " + layer.word() + " that is one step up"
            : "is missing: name one of the %ss that you see".formatted(layer.word()));
  }

  private static @Nullable UUID parent(List<Subject.UnitView> seen, UUID unit) {
    return seen.stream()
        .filter(view -> view.id().equals(unit))
        .flatMap(view -> view.parent().stream())
        .findFirst()
        .orElse(null);
  }
}
