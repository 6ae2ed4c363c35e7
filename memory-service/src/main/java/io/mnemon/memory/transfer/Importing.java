package io.mnemon.memory.transfer;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.AfterCommit;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.Deduplication;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.MemoryStore.Holder;
import io.mnemon.memory.record.MemoryStore.Identity;
import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.memory.record.MemoryStore.Kept;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.record.Vectors;
import io.mnemon.memory.transfer.ArrivingLine.Right;
import io.mnemon.memory.transfer.TransferStore.Arriving;
import io.mnemon.memory.transfer.TransferStore.Progress;
import io.mnemon.memory.transfer.TransferStore.Step;
import io.mnemon.memory.transfer.TransferStore.Taken;
import io.mnemon.memory.transfer.TransferStore.UploadMovedException;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Takes in lines: each by itself, so that one that is wrong holds up no other, and each at most
 * once, so that what broke off can be sent again.
 *
 * <p>Of an upload that broke off all lines that came are passed over, whatever has become of them.
 * One that came to its end and is sent again is meant to bring back what is not there any more: its
 * lines are looked at one by one, and passed over if their memory is there. Only turns that nothing
 * but their place in the upload tells apart are passed over in any case, so that an upload whose
 * answer was lost can be sent again at once.
 */
public final class Importing {
  private static final String JOB = "import";
  private static final int MOST_ATTEMPTS = 3;

  private final LinePlacements placements;
  private final Deduplication deduplication;
  private final Vectors vectors;
  private final MemoryStore memories;
  private final TransferStore store;
  private final IndexBehind behind;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public Importing(
      LinePlacements placements,
      KeyedHash hash,
      Vectors vectors,
      MemoryStore memories,
      TransferStore store,
      AfterCommit afterCommit,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.placements = placements;
    this.deduplication = new Deduplication(hash);
    this.vectors = vectors;
    this.memories = memories;
    this.store = store;
    this.behind = new IndexBehind(afterCommit);
    this.ids = ids;
    this.clock = clock;
  }

  /** How far an upload of the caller has come. */
  public Optional<Progress> progress(Caller caller, String upload) {
    placements.permit(caller);
    return store.progress(nothingOf(caller), caller.principal(), upload);
  }

  /**
   * @param upload the name under which it is remembered how far this has come
   * @param more whether the index may follow while the next call is on its way
   * @throws ServiceException PERMISSION_DENIED if the caller may import nothing at all
   */
  public ImportReport take(
      Caller caller,
      List<ArrivingLine> lines,
      boolean dryRun,
      Optional<String> upload,
      boolean more) {
    placements.permit(caller);
    ImportReport report = new ImportReport(List.of(), 0);
    if (!lines.isEmpty()) {
      report = take(caller, lines, dryRun, upload.map(name -> new Part(name, !more)));
    } else if (!more && !dryRun) {
      upload.ifPresent(name -> store.complete(nothingOf(caller), caller.principal(), name));
    }
    if (!more) {
      behind.await(caller.tenant());
    }
    return report;
  }

  /** A part of an upload. */
  private record Part(String upload, boolean isLast) {}

  private ImportReport take(
      Caller caller, List<ArrivingLine> lines, boolean dryRun, Optional<Part> part) {
    List<PlacedLine> placed = placements.place(caller, lines, dryRun);
    for (int attempt = 1; ; attempt++) {
      Before before = part.map(each -> before(caller, each.upload())).orElse(Before.NOTHING);
      Plan plan = plan(caller.tenant(), placed, before);
      if (dryRun) {
        return new ImportReport(plan.outcomes(), plan.wantingVectors());
      }
      try {
        return commit(
            caller,
            plan,
            part.map(each -> new Step(before.lines(), progress(caller, each, lines))));
      } catch (IdentityTakenException | UploadMovedException e) {
        // Somebody kept the same in this moment, or the same lines: the next look finds it.
        if (attempt == MOST_ATTEMPTS) {
          throw new ServiceException(
              ErrorCode.ABORTED,
              "the same memories are being added and deleted all the time: send the lines again",
              e);
        }
      }
    }
  }

  private static TenantScope nothingOf(Caller caller) {
    return TenantScope.of(caller.tenant(), Set.of());
  }

  private Before before(Caller caller, String upload) {
    return store
        .progress(nothingOf(caller), caller.principal(), upload)
        .map(progress -> new Before(progress.lines(), progress.isComplete()))
        .orElse(Before.NOTHING);
  }

  private Progress progress(Caller caller, Part part, List<ArrivingLine> lines) {
    long last = lines.stream().mapToLong(ArrivingLine::number).max().orElse(0);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return new Progress(caller.principal(), part.upload(), last, part.isLast(), now);
  }

  /** What will become of the lines, and what is to be kept for it. */
  private record Plan(
      TenantScope scope, List<LineOutcome> outcomes, List<Arriving> fresh, Set<UUID> expired) {
    int wantingVectors() {
      return (int) fresh.stream().filter(Plan::wantsVector).count();
    }

    static boolean wantsVector(Arriving each) {
      return each.newest().vector().isEmpty()
          && each.newest().memory().attributes().sensitivity() != Sensitivity.SECRET;
    }
  }

  private Plan plan(UUID tenant, List<PlacedLine> placed, Before before) {
    List<PlacedLine.Yes> candidates =
        placed.stream()
            .filter(PlacedLine.Yes.class::isInstance)
            .map(PlacedLine.Yes.class::cast)
            .toList();
    TenantScope scope =
        TenantScope.of(
            tenant, candidates.stream().map(each -> each.scope().id()).collect(Collectors.toSet()));
    Map<UUID, Taken> taken = taken(tenant, candidates);
    List<Fresh> fresh = new ArrayList<>(placed.size());
    for (PlacedLine line : placed) {
      fresh.add(
          switch (line) {
            case PlacedLine.No(LineOutcome.Refused outcome) -> Fresh.nothing(outcome);
            case PlacedLine.Yes yes -> {
              Fresh found = identify(tenant, yes, taken);
              yield before.has(yes.line()) ? found.again(yes.line(), before.isComplete()) : found;
            }
          });
    }
    return withoutDuplicates(scope, fresh);
  }

  private Map<UUID, Taken> taken(UUID tenant, List<PlacedLine.Yes> candidates) {
    Set<UUID> named =
        candidates.stream()
            .flatMap(each -> Optional.ofNullable(each.line().past().id()).stream())
            .collect(Collectors.toSet());
    return named.isEmpty()
        ? new HashMap<>()
        : new HashMap<>(store.taken(TenantScope.system(tenant, JOB), named));
  }

  /** Also remembers the id, so that a later line with the same finds it taken. */
  private Fresh identify(UUID tenant, PlacedLine.Yes placed, Map<UUID, Taken> taken) {
    Right line = placed.line();
    UUID named = line.past().id();
    Taken holder = named == null ? null : taken.get(named);
    if (holder != null && !holder.isDeleted() && holder.scopeId().equals(placed.scope().id())) {
      return Fresh.nothing(
          holder.version() >= line.past().version()
              ? new LineOutcome.Present()
              : new LineOutcome.Refused(line.number(), line.named(), older(line, holder)));
    }
    UUID id = named == null || holder != null ? ids.get() : named;
    taken.put(id, new Taken(placed.scope().id(), line.past().version(), false));
    Arriving arriving =
        placed.arriving(
            id,
            memory -> {
              Deduplication.Hashes hashes = deduplication.of(tenant, memory);
              return new NewMemory(memory, hashes.content(), hashes.identity(), line.vector());
            });
    return Fresh.added(arriving, named != null && holder != null);
  }

  private static ServiceException older(Right line, Taken holder) {
    return new ServiceException(
        ErrorCode.FAILED_PRECONDITION,
        "memory %s is here in version %d, the line has version %d: delete it here first, or leave the line out"
            .formatted(line.named(), holder.version(), line.past().version()));
  }

  private Plan withoutDuplicates(TenantScope scope, List<Fresh> lines) {
    Set<Identity> identities =
        lines.stream()
            .flatMap(each -> Optional.ofNullable(each.memory()).stream())
            .map(Importing::identity)
            .collect(Collectors.toSet());
    Map<Identity, Holder> holders =
        identities.isEmpty() ? Map.of() : memories.holders(scope, identities);
    List<LineOutcome> outcomes = new ArrayList<>(lines.size());
    Map<Identity, Arriving> fresh = new LinkedHashMap<>();
    for (Fresh each : lines) {
      Arriving memory = each.memory();
      if (memory == null) {
        outcomes.add(each.outcome());
        continue;
      }
      Holder holder = holders.get(identity(memory));
      boolean isKnown = holder != null && !holder.expired();
      boolean isNew = !isKnown && fresh.putIfAbsent(identity(memory), memory) == null;
      outcomes.add(isNew ? each.outcome() : each.left());
    }
    Set<UUID> expired =
        holders.values().stream()
            .filter(Holder::expired)
            .map(Holder::id)
            .collect(Collectors.toUnmodifiableSet());
    return new Plan(scope, outcomes, List.copyOf(fresh.values()), expired);
  }

  private static Identity identity(Arriving arriving) {
    return new Identity(arriving.newest().memory().scope().id(), arriving.newest().identity());
  }

  private ImportReport commit(Caller caller, Plan plan, Optional<Step> step) {
    List<Arriving> ready = embedded(plan.fresh());
    if (!ready.isEmpty() || step.isPresent()) {
      List<Kept> kept = store.keep(plan.scope(), ready, plan.expired(), step);
      List<Committed> committed = new ArrayList<>(ready.size());
      for (int i = 0; i < ready.size(); i++) {
        NewMemory newest = ready.get(i).newest();
        committed.add(
            new Committed(
                new Stored.Live(newest.memory().arrived(kept.get(i).arrival()), newest.vector()),
                kept.get(i).outboxRow()));
      }
      if (!committed.isEmpty()) {
        behind.follow(caller.tenant(), committed);
      }
    }
    return new ImportReport(plan.outcomes(), plan.wantingVectors());
  }

  private List<Arriving> embedded(List<Arriving> fresh) {
    List<Arriving> wanting = fresh.stream().filter(Plan::wantsVector).toList();
    List<Optional<Embedding>> made =
        vectors.of(
            wanting.stream().map(each -> each.newest().memory().attributes().content()).toList());
    Map<UUID, Embedding> byId = new HashMap<>();
    for (int i = 0; i < wanting.size(); i++) {
      Memory memory = wanting.get(i).newest().memory();
      made.get(i).ifPresent(vector -> byId.put(memory.id(), vector));
    }
    return fresh.stream()
        .map(
            each -> {
              NewMemory newest = each.newest();
              return Plan.wantsVector(each) && byId.containsKey(newest.memory().id())
                  ? new Arriving(
                      new NewMemory(
                          newest.memory(),
                          newest.contentHash(),
                          newest.identity(),
                          Optional.of(Objects.requireNonNull(byId.get(newest.memory().id())))),
                      each.change(),
                      each.changedBy(),
                      each.earlier())
                  : each;
            })
        .toList();
  }
}
