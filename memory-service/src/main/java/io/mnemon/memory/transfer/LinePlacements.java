package io.mnemon.memory.transfer;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.record.Draft;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.memory.sight.Placements;
import io.mnemon.memory.transfer.ArrivingLine.Right;
import io.mnemon.memory.transfer.ArrivingLine.Wrong;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out where lines belong, and whether their importer may write there. */
public final class LinePlacements {
  private static final String IMPORT = "memory.import";

  private final Placements placements;
  private final InstantSource clock;

  public LinePlacements(Placements placements, InstantSource clock) {
    this.placements = placements;
    this.clock = clock;
  }

  void permit(Caller caller) {
    placements.permit(caller, IMPORT);
  }

  /**
   * Lines that name the same scope are placed once.
   *
   * @param dryRun whether subjects that do not exist are left so
   */
  List<PlacedLine> place(Caller caller, List<ArrivingLine> lines, boolean dryRun) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Map<Where, Scope> scopes = new HashMap<>();
    return lines.stream()
        .<PlacedLine>map(
            line ->
                switch (line) {
                  case Wrong(long number, String named, ServiceException error) ->
                      new PlacedLine.No(new LineOutcome.Refused(number, named, error));
                  case Right right -> place(caller, right, scopes, dryRun, now);
                })
        .toList();
  }

  private PlacedLine place(
      Caller caller, Right line, Map<Where, Scope> scopes, boolean dryRun, Instant now) {
    Draft draft = line.draft();
    Scope scope =
        scopes.computeIfAbsent(
            new Where(draft.layer(), draft.named()), where -> scope(caller, draft, dryRun));
    return switch (scope) {
      case Scope.Open(MemoryScope open) -> new PlacedLine.Yes(line, open, caller, now);
      case Scope.Closed(ServiceException error) ->
          new PlacedLine.No(new LineOutcome.Refused(line.number(), line.named(), error));
    };
  }

  private Scope scope(Caller caller, Draft draft, boolean dryRun) {
    String field = "memory.scope";
    try {
      MemoryScope scope =
          dryRun
              ? placements.wouldPlace(caller, draft.layer(), draft.named(), field)
              : placements.place(caller, draft.layer(), draft.named(), field);
      placements.permitChange(caller, IMPORT, scope);
      return new Scope.Open(scope);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.UNAVAILABLE || e.code() == ErrorCode.DEADLINE_EXCEEDED) {
        throw e;
      }
      return new Scope.Closed(e);
    }
  }

  private record Where(Layer layer, NamedScope named) {}

  private sealed interface Scope {
    record Open(MemoryScope scope) implements Scope {}

    record Closed(ServiceException error) implements Scope {}
  }
}
