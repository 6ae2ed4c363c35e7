package io.mnemon.memory;

import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.SearchResult;
import io.mnemon.index.FilterLimits;
import io.mnemon.memory.recall.Explanation;
import io.mnemon.memory.recall.RecallAnswer;
import io.mnemon.memory.recall.RecallQuery;
import io.mnemon.memory.recall.RecallQuery.Mode;
import io.mnemon.memory.record.Kind;
import io.mnemon.tenancy.Layer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalDouble;

/** Searches as they travel. */
final class RecallMapper {
  private static final int MAX_QUERY_BYTES = 32 * 1024;
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 100;
  private static final int MAX_EXPAND = 10;
  private static final int MAX_TAGS = 64;

  /** Search looks at this many results at most; pages end there. */
  static final int MAX_RESULTS = 1_000;

  private RecallMapper() {}

  static RecallQuery query(SearchMemoriesRequest request, FilterLimits limits, Checks checks) {
    checks.text("query", request.getQuery(), MAX_QUERY_BYTES);
    if (request.getExpand() < 0 || request.getExpand() > MAX_EXPAND) {
      checks.wrong(
          "expand", "is " + request.getExpand() + ", it must be between 0 and " + MAX_EXPAND);
    }
    if (request.getTagsCount() > MAX_TAGS) {
      checks.wrong("tags", "has more than " + MAX_TAGS + " tags");
    }
    OptionalDouble threshold =
        request.hasThreshold()
            ? OptionalDouble.of(checks.fraction("threshold", request.getThreshold()))
            : OptionalDouble.empty();
    int limit = checks.limit(request.hasLimit(), request.getLimit(), DEFAULT_LIMIT, MAX_LIMIT);
    long offset = Cursors.position(request.getCursor(), page(request));
    if (offset + limit > MAX_RESULTS) {
      checks.wrong("cursor", "a search ends after " + MAX_RESULTS + " results: narrow the query");
    }
    var layers =
        checks.words("layers", request.getLayersList(), Layer::ofWord, Layer::word, Layer.COMPANY);
    var kinds = checks.words("kinds", request.getKindsList(), Kind::ofWord, Kind::word, Kind.FACT);
    var mode = checks.word("mode", request.getMode(), Mode::ofWord, Mode::word, Mode.HYBRID);
    var asOf =
        Optional.ofNullable(
            TimeMapper.instant(checks, "as_of", request.hasAsOf(), request.getAsOf()));
    var knownAt =
        Optional.ofNullable(
            TimeMapper.instant(checks, "known_at", request.hasKnownAt(), request.getKnownAt()));
    var reference =
        Optional.ofNullable(
            TimeMapper.instant(
                checks, "reference_time", request.hasReferenceTime(), request.getReferenceTime()));
    var filter = FilterMapper.filter(checks, request.hasFilter(), request.getFilter(), limits);
    checks.done();
    return new RecallQuery(
        request.getQuery(),
        layers,
        kinds,
        new LinkedHashSet<>(request.getTagsList()),
        limit,
        Math.toIntExact(offset),
        threshold,
        mode,
        filter,
        asOf,
        knownAt,
        reference,
        request.getExpand(),
        request.getExplain());
  }

  /** What makes two requests pages of the same search. */
  private static byte[] page(SearchMemoriesRequest request) {
    return request.toBuilder().clearCursor().clearLimit().clearExplain().build().toByteArray();
  }

  static SearchMemoriesResponse toProto(
      RecallAnswer answer, RecallQuery query, SearchMemoriesRequest request) {
    SearchMemoriesResponse.Builder proto =
        SearchMemoriesResponse.newBuilder()
            .setPartial(answer.partial())
            .setRecallId(answer.recallId().toString());
    for (RecallAnswer.Found found : answer.results()) {
      SearchResult.Builder result =
          SearchResult.newBuilder()
              .setMemory(MemoryMapper.toProto(found.memory()))
              .setScore(found.score())
              .addAllNeighbours(found.neighbours().stream().map(MemoryMapper::toProto).toList());
      found.explanation().ifPresent(explanation -> result.setExplain(toProto(explanation)));
      proto.addResults(result);
    }
    long next = query.offset() + (long) answer.results().size();
    if (answer.more() && next < MAX_RESULTS) {
      proto.setNextCursor(Cursors.after(next, page(request)));
    }
    return proto.build();
  }

  private static io.mnemon.api.memory.v1.Explanation toProto(Explanation explanation) {
    io.mnemon.api.memory.v1.Explanation.Builder proto =
        io.mnemon.api.memory.v1.Explanation.newBuilder()
            .setFused(explanation.fused())
            .setPrecedence(explanation.precedence())
            .setImportance(explanation.importance())
            .setRecency(explanation.recency())
            .setTime(explanation.time())
            .setEffectiveImportance(explanation.effectiveImportance());
    explanation.dense().ifPresent(proto::setDense);
    explanation.lexical().ifPresent(proto::setLexical);
    return proto.build();
  }
}
