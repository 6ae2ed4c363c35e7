package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryHistoryResponse;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.index.Filter;
import io.mnemon.index.FilterLimits;
import io.mnemon.memory.recall.Recall;
import io.mnemon.memory.recall.RecallAnswer;
import io.mnemon.memory.recall.RecallQuery;
import io.mnemon.memory.record.Kind;
import io.mnemon.memory.record.MemoryStore;
import io.mnemon.memory.record.MemoryStore.Listing;
import io.mnemon.memory.record.MemoryStore.MemoryPage;
import io.mnemon.memory.record.MemoryStore.MemoryVersion;
import io.mnemon.memory.record.Moment;
import io.mnemon.memory.sight.NamedScope;
import io.mnemon.memory.sight.Sight;
import io.mnemon.memory.sight.Sights;
import io.mnemon.memory.sight.Things;
import io.mnemon.memory.truth.RecallLog;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Maps requests that change nothing to what the caller may see, and that to an answer. */
final class ReadsMapper {
  private static final int LIST_LIMIT = 20;
  private static final int MAX_LIMIT = 100;

  private final Sights sights;
  private final MemoryStore store;
  private final Recall recall;
  private final RecallLog recalls;
  private final FilterLimits filters;

  ReadsMapper(
      Sights sights, MemoryStore store, Recall recall, RecallLog recalls, FilterLimits filters) {
    this.filters = filters;
    this.sights = sights;
    this.store = store;
    this.recall = recall;
    this.recalls = recalls;
  }

  SearchMemoriesResponse search(Caller caller, SearchMemoriesRequest request) {
    Checks checks = new Checks("");
    NamedScope named = DraftMapper.scope(request.getScope(), checks);
    RecallQuery query = RecallMapper.query(request, filters, checks);
    Sight sight = sights.of(caller, "memory.search", named, query.layers());
    RecallAnswer answer = recall.find(sight, query);
    recalls.recalled(
        caller.tenant(),
        caller.principal(),
        answer.recallId(),
        answer.results().stream().map(RecallAnswer.Found::memory).toList());
    return RecallMapper.toProto(answer, query, request);
  }

  Memory get(Caller caller, GetMemoryRequest request) {
    UUID id = Checks.memoryId(request.getId());
    Checks checks = new Checks("");
    Moment moment =
        moment(
            TimeMapper.instant(checks, "as_of", request.hasAsOf(), request.getAsOf()),
            TimeMapper.instant(checks, "known_at", request.hasKnownAt(), request.getKnownAt()));
    checks.done();
    return MemoryMapper.toProto(
        store
            .find(around(caller, id).scope(), id, moment)
            .orElseThrow(() -> ServiceException.notFound("memory " + id)));
  }

  private static Moment moment(@Nullable Instant asOf, @Nullable Instant knownAt) {
    return new Moment(Optional.ofNullable(asOf), Optional.ofNullable(knownAt));
  }

  private Sight around(Caller caller, UUID id) {
    return sights.of(caller, "memory.read", Things.memory(id));
  }

  ListMemoriesResponse list(Caller caller, ListMemoriesRequest request) {
    Checks checks = new Checks("");
    Set<Layer> layers =
        checks.words("layers", request.getLayersList(), Layer::ofWord, Layer::word, Layer.COMPANY);
    Set<Kind> kinds =
        checks.words("kinds", request.getKindsList(), Kind::ofWord, Kind::word, Kind.FACT);
    NamedScope named = DraftMapper.scope(request.getScope(), checks);
    int limit = checks.limit(request.hasLimit(), request.getLimit(), LIST_LIMIT, MAX_LIMIT);
    String episode = request.getEpisode();
    checks.name("episode", episode);
    Optional<Filter> filter =
        FilterMapper.filter(checks, request.hasFilter(), request.getFilter(), filters);
    Moment moment =
        moment(
            TimeMapper.instant(checks, "as_of", request.hasAsOf(), request.getAsOf()),
            TimeMapper.instant(checks, "known_at", request.hasKnownAt(), request.getKnownAt()));
    checks.done();
    byte[] page = request.toBuilder().clearCursor().clearLimit().build().toByteArray();
    Optional<UUID> after = Cursors.id(request.getCursor(), page);
    Listing listing =
        new Listing(
            kinds,
            new LinkedHashSet<>(request.getTagsList()),
            episode.isEmpty() ? Optional.empty() : Optional.of(episode),
            filter,
            moment);
    Sight sight = sights.of(caller, "memory.read", named, layers);
    MemoryPage found = store.list(sight.scope(), listing, after, limit);
    ListMemoriesResponse.Builder proto = ListMemoriesResponse.newBuilder();
    found.memories().stream().map(MemoryMapper::toProto).forEach(proto::addMemories);
    found.next().ifPresent(last -> proto.setNextCursor(Cursors.after(last, page)));
    return proto.build();
  }

  GetMemoryHistoryResponse history(Caller caller, GetMemoryHistoryRequest request) {
    UUID id = Checks.memoryId(request.getId());
    Checks checks = new Checks("");
    int limit = checks.limit(request.hasLimit(), request.getLimit(), MAX_LIMIT, MAX_LIMIT);
    checks.done();
    byte[] page = request.toBuilder().clearCursor().clearLimit().build().toByteArray();
    long after = Cursors.position(request.getCursor(), page);
    List<MemoryVersion> versions = store.history(around(caller, id).scope(), id, after, limit + 1);
    if (versions.isEmpty() && after == 0) {
      throw ServiceException.notFound("memory " + id);
    }
    GetMemoryHistoryResponse.Builder proto = GetMemoryHistoryResponse.newBuilder();
    versions.stream().limit(limit).map(MemoryMapper::toProto).forEach(proto::addVersions);
    if (versions.size() > limit) {
      proto.setNextCursor(Cursors.after(versions.get(limit - 1).memory().version(), page));
    }
    return proto.build();
  }
}
