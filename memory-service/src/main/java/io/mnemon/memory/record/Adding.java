package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.KeyedHash;
import io.mnemon.index.HybridIndex;
import io.mnemon.inference.Embedder;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.AddItem.Fresh;
import io.mnemon.memory.record.AfterCommit.Committed;
import io.mnemon.memory.record.MemoryReader.Stored;
import io.mnemon.memory.record.MemoryStore.AnsweredMeanwhileException;
import io.mnemon.memory.record.MemoryStore.Holder;
import io.mnemon.memory.record.MemoryStore.Identity;
import io.mnemon.memory.record.MemoryStore.IdentityTakenException;
import io.mnemon.memory.record.MemoryStore.Kept;
import io.mnemon.memory.record.MemoryStore.NewMemory;
import io.mnemon.memory.record.MemoryStore.OperationItem;
import io.mnemon.memory.record.MemoryStore.Origin;
import io.mnemon.memory.record.MemoryStore.PendingAnswer;
import io.mnemon.memory.record.MemoryStore.PendingOperation;
import io.mnemon.memory.sight.MemoryScope;
import io.mnemon.memory.sight.Placements;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Adds memories: places them, recognises what is known already, embeds what is new, commits all of
 * it at once, and lets the index follow.
 */
public final class Adding {
  private static final int MOST_ATTEMPTS = 3;

  private final Drafts drafts;
  private final Deduplication deduplication;
  private final Vectors vectors;
  private final MemoryStore store;
  private final Repetitions repetitions;
  private final AfterCommit afterCommit;
  private final Enrichment enrichment;
  private final Supplier<UUID> ids;
  private final InstantSource clock;

  public Adding(
      Placements placements,
      KeyedHash hash,
      Embedder embedder,
      HybridIndex index,
      MemoryStore store,
      AfterCommit afterCommit,
      Enrichment enrichment,
      Supplier<UUID> ids,
      InstantSource clock) {
    this.drafts = new Drafts(placements, ids, clock);
    this.deduplication = new Deduplication(hash);
    this.vectors = new Vectors(embedder, index);
    this.store = store;
    this.repetitions = new Repetitions(store);
    this.afterCommit = afterCommit;
    this.enrichment = enrichment;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Who adds, and what goes into the same commit.
   *
   * @param origin what the memories were made from
   */
  private record Request(
      UUID tenant,
      UUID principal,
      Optional<Idempotency> idempotency,
      Infer infer,
      Optional<Origin> origin) {
    static Request of(Caller caller, Optional<Idempotency> idempotency, Infer infer) {
      return new Request(caller.tenant(), caller.principal(), idempotency, infer, Optional.empty());
    }
  }

  /**
   * @param idempotency the key of a call that may be repeated, and the hash of its body
   * @return the outcomes in the order of the results
   * @throws ServiceException FAILED_PRECONDITION if the idempotency key was used with another body
   */
  public List<AddOutcome> add(
      Caller caller, List<DraftResult> results, Optional<Idempotency> idempotency) {
    return add(caller, results, idempotency, Infer.NONE).outcomes();
  }

  /** The same; something may be made of what is added. */
  public AddAnswer add(
      Caller caller, List<DraftResult> results, Optional<Idempotency> idempotency, Infer infer) {
    List<Placed> placed = recognise(caller, infer, drafts.place(caller, results));
    Request request = Request.of(caller, idempotency, infer);
    Optional<AddAnswer> repeated = repeated(request, placed);
    if (repeated.isPresent()) {
      return repeated.get();
    }
    AddAnswer answer = keep(request, placed);
    if (answer.operation().isPresent()) {
      enrichment.queued();
    }
    return answer;
  }

  private AddAnswer keep(Request request, List<Placed> placed) {
    for (int attempt = 1; ; attempt++) {
      try {
        return commit(request, placed);
      } catch (AnsweredMeanwhileException e) {
        return repeated(request, placed).orElseThrow(() -> e);
      } catch (IdentityTakenException e) {
        // Somebody kept the same in this moment: the next look finds it.
        if (attempt == MOST_ATTEMPTS) {
          throw new ServiceException(
              ErrorCode.ABORTED,
              "the same memory is being added and deleted all the time: try again",
              e);
        }
      }
    }
  }

  /** What a repeated call was answered, as far as its caller might add the same again. */
  private Optional<AddAnswer> repeated(Request request, List<Placed> placed) {
    Set<UUID> sight = new HashSet<>(scopes(placed));
    for (Placed item : placed) {
      if (item instanceof Placed.Recalled recalled) {
        sight.add(recalled.memory().scope().id());
      }
    }
    return request
        .idempotency()
        .flatMap(
            key ->
                repetitions.answer(
                    TenantScope.of(request.tenant(), sight), request.principal(), key));
  }

  /** Adds one memory where its writer was allowed to, in whatever way. */
  public AddOutcome keep(
      Caller caller, Draft draft, MemoryScope scope, Optional<Idempotency> idempotency) {
    List<Placed> placed = List.of(new Placed.Yes(drafts.memory(caller, draft, scope)));
    Request request = Request.of(caller, idempotency, Infer.NONE);
    return repeated(request, placed).orElseGet(() -> keep(request, placed)).outcomes().getFirst();
  }

  /**
   * Keeps what was made from a memory beside it, all of it or nothing.
   *
   * @param by who added that memory
   * @return the outcomes in the order of the facts
   * @throws MemoryStore.OriginChangedException if that memory was deleted or changed meanwhile
   */
  public List<AddOutcome> derive(UUID tenant, UUID by, Memory source, List<Attributes> facts) {
    List<Placed> placed =
        drafts.derived(source, by, facts).stream().<Placed>map(Placed.Yes::new).toList();
    return placed.isEmpty()
        ? List.of()
        : keep(
                new Request(
                    tenant,
                    by,
                    Optional.empty(),
                    Infer.NONE,
                    Optional.of(new Origin(source.id(), source.version()))),
                placed)
            .outcomes();
  }

  /** What the caller was given by a recall is not learnt again. */
  private List<Placed> recognise(Caller caller, Infer infer, List<Placed> placed) {
    List<Memory> learnt =
        placed.stream()
            .filter(Placed.Yes.class::isInstance)
            .map(item -> ((Placed.Yes) item).memory())
            .filter(memory -> infer != Infer.NONE && !memory.isTurn())
            .toList();
    if (learnt.isEmpty()) {
      return placed;
    }
    List<Optional<Memory>> recalled = enrichment.recalled(caller, learnt);
    Map<UUID, Memory> byDraft = new HashMap<>();
    for (int i = 0; i < learnt.size(); i++) {
      UUID draft = learnt.get(i).id();
      recalled.get(i).ifPresent(memory -> byDraft.put(draft, memory));
    }
    return placed.stream()
        .map(
            item ->
                item instanceof Placed.Yes(Memory memory) && byDraft.containsKey(memory.id())
                    ? new Placed.Recalled(
                        memory.scope().id(), Objects.requireNonNull(byDraft.get(memory.id())))
                    : item)
        .toList();
  }

  private AddAnswer commit(Request request, List<Placed> placed) {
    UUID tenant = request.tenant();
    TenantScope scope = TenantScope.of(tenant, scopes(placed));
    List<AddItem> identified = identify(tenant, placed);
    Map<Identity, Holder> holders = holders(scope, identified);
    List<AddItem> items = embed(tenant, recognise(identified, holders));
    List<NewMemory> fresh = fresh(items).map(Fresh::toKeep).toList();
    Optional<PendingOperation> operation = operation(request, placed, items);
    Optional<UUID> operationId = operation.map(PendingOperation::id);
    Optional<PendingAnswer> answer =
        request
            .idempotency()
            .map(
                key ->
                    new PendingAnswer(
                        request.principal(),
                        key.key(),
                        new KeptAnswer(
                            key.requestHash(),
                            items.stream().map(item -> item.answer().with(operationId)).toList())));
    List<Kept> kept =
        fresh.isEmpty() && answer.isEmpty() && operation.isEmpty()
            ? List.of()
            : store.add(scope, fresh, expired(holders), answer, operation, request.origin());
    return new AddAnswer(outcomes(scope, items, kept), operationId);
  }

  /** What goes on with the memories that are kept, or were known already. */
  private Optional<PendingOperation> operation(
      Request request, List<Placed> placed, List<AddItem> items) {
    if (request.infer() == Infer.NONE) {
      return Optional.empty();
    }
    Set<OperationItem> concerned = new LinkedHashSet<>();
    for (int i = 0; i < items.size(); i++) {
      if (placed.get(i) instanceof Placed.Yes(Memory memory)) {
        UUID id = items.get(i) instanceof AddItem.Known(UUID known) ? known : memory.id();
        concerned.add(new OperationItem(id, memory.scope().id()));
      }
    }
    return concerned.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new PendingOperation(
                ids.get(),
                request.principal(),
                request.infer(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                List.copyOf(concerned)));
  }

  private static Set<UUID> scopes(List<Placed> placed) {
    return placed.stream()
        .flatMap(
            item ->
                switch (item) {
                  case Placed.Yes(Memory memory) -> Stream.of(memory.scope().id());
                  case Placed.No no -> Stream.empty();
                  case Placed.Recalled recalled -> Stream.of(recalled.scopeId());
                })
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<AddItem> identify(UUID tenant, List<Placed> placed) {
    return placed.stream()
        .<AddItem>map(
            item ->
                switch (item) {
                  case Placed.No(ServiceException error) -> new AddItem.Refused(error);
                  case Placed.Recalled recalled -> new AddItem.Recalled(recalled.memory());
                  case Placed.Yes(Memory memory) -> {
                    Deduplication.Hashes hashes = deduplication.of(tenant, memory);
                    yield new Fresh(
                        memory,
                        hashes.content(),
                        new Identity(memory.scope().id(), hashes.identity()),
                        Optional.empty());
                  }
                })
        .toList();
  }

  private Map<Identity, Holder> holders(TenantScope scope, List<AddItem> items) {
    Set<Identity> identities =
        fresh(items).map(Fresh::identity).collect(Collectors.toUnmodifiableSet());
    return identities.isEmpty() ? Map.of() : store.holders(scope, identities);
  }

  /** What is known in the record, or stands earlier in the same request, is not new. */
  private static List<AddItem> recognise(List<AddItem> items, Map<Identity, Holder> holders) {
    Map<Identity, UUID> firsts = new HashMap<>();
    return items.stream()
        .map(
            item -> {
              if (!(item instanceof Fresh fresh)) {
                return item;
              }
              Holder holder = holders.get(fresh.identity());
              UUID known =
                  holder != null && !holder.expired()
                      ? holder.id()
                      : firsts.putIfAbsent(fresh.identity(), fresh.memory().id());
              return known == null ? fresh : new AddItem.Known(known);
            })
        .toList();
  }

  private List<AddItem> embed(UUID tenant, List<AddItem> items) {
    List<Fresh> wanting = fresh(items).filter(Fresh::wantsVector).toList();
    List<Optional<Embedding>> made =
        vectors.of(wanting.stream().map(item -> item.memory().attributes().content()).toList());
    Map<UUID, Embedding> byId = new HashMap<>();
    for (int i = 0; i < wanting.size(); i++) {
      UUID id = wanting.get(i).memory().id();
      made.get(i).ifPresent(vector -> byId.put(id, vector));
    }
    Map<UUID, List<UUID>> near = near(tenant, wanting, byId);
    return items.stream()
        .map(
            item ->
                item instanceof Fresh fresh
                    ? fresh.with(
                        Optional.ofNullable(byId.get(fresh.memory().id())),
                        near.getOrDefault(fresh.memory().id(), List.of()))
                    : item)
        .toList();
  }

  private Map<UUID, List<UUID>> near(UUID tenant, List<Fresh> wanting, Map<UUID, Embedding> made) {
    List<Memory> linked =
        wanting.stream()
            .filter(Fresh::linksNearDuplicates)
            .map(Fresh::memory)
            .filter(memory -> made.containsKey(memory.id()))
            .toList();
    List<List<UUID>> near =
        vectors.near(
            tenant,
            linked.stream()
                .map(
                    m ->
                        new Vectors.Placed(
                            m.scope().id(), Objects.requireNonNull(made.get(m.id()))))
                .toList(),
            clock.instant());
    Map<UUID, List<UUID>> byId = new HashMap<>();
    for (int i = 0; i < linked.size(); i++) {
      byId.put(linked.get(i).id(), near.get(i));
    }
    return byId;
  }

  private static Set<UUID> expired(Map<Identity, Holder> holders) {
    return holders.values().stream()
        .filter(Holder::expired)
        .map(Holder::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  private List<AddOutcome> outcomes(TenantScope scope, List<AddItem> items, List<Kept> kept) {
    List<Fresh> fresh = fresh(items).toList();
    Map<UUID, Memory> memories = new HashMap<>();
    List<Committed> committed = new ArrayList<>(fresh.size());
    for (int i = 0; i < fresh.size(); i++) {
      Kept row = kept.get(i);
      Memory draft = fresh.get(i).memory();
      Memory memory = draft.with(row.arrival(), draft.nearDuplicates());
      memories.put(memory.id(), memory);
      committed.add(new Committed(new Stored.Live(memory, fresh.get(i).vector()), row.outboxRow()));
    }
    if (!committed.isEmpty()) {
      afterCommit.committed(scope.tenant(), committed);
    }
    Set<UUID> others = new HashSet<>();
    for (AddItem item : items) {
      if (item instanceof AddItem.Known(UUID id) && !memories.containsKey(id)) {
        others.add(id);
      }
    }
    if (!others.isEmpty()) {
      memories.putAll(byId(store.findAll(scope, others)));
      others.removeAll(memories.keySet());
      // What cannot be read must not be told as deleted: whoever adds it again would not end.
      others.forEach(id -> store.find(scope, id).ifPresent(memory -> memories.put(id, memory)));
    }
    return items.stream().map(item -> item.outcome(memories)).toList();
  }

  private static Stream<Fresh> fresh(List<AddItem> items) {
    return items.stream().filter(Fresh.class::isInstance).map(Fresh.class::cast);
  }

  private static Map<UUID, Memory> byId(List<Memory> memories) {
    return memories.stream().collect(Collectors.toMap(Memory::id, Function.identity()));
  }
}
