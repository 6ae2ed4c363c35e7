package io.mnemon.client.langchain4j;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.SearchResult;
import io.mnemon.client.Mnemon;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Finds the memories that fit a query, the best first. A segment's metadata tells what its memory
 * is and where it comes from: id, kind, layer, source, tags, event_time, principal, session, and
 * the recall_id with which its use can be told.
 */
public final class MnemonContentRetriever implements ContentRetriever {
  private final Mnemon mnemon;
  private final Function<Query, SearchMemoriesRequest> searches;

  /**
   * @param template whose scope, limit, filter and so on hold for each search
   */
  public MnemonContentRetriever(Mnemon mnemon, SearchMemoriesRequest template) {
    this(mnemon, query -> template);
  }

  /**
   * @param searches the template for a query, as where its metadata tells whose chat it is from
   */
  public MnemonContentRetriever(Mnemon mnemon, Function<Query, SearchMemoriesRequest> searches) {
    this.mnemon = mnemon;
    this.searches = searches;
  }

  @Override
  public List<Content> retrieve(Query query) {
    return contents(mnemon.search(request(query)));
  }

  @Override
  public CompletableFuture<List<Content>> retrieveAsync(Query query) {
    return mnemon.async().search(request(query)).thenApply(MnemonContentRetriever::contents);
  }

  private SearchMemoriesRequest request(Query query) {
    return searches.apply(query).toBuilder().setQuery(query.text()).build();
  }

  private static List<Content> contents(SearchMemoriesResponse found) {
    return found.getResultsList().stream()
        .map(result -> content(result, found.getRecallId()))
        .toList();
  }

  private static Content content(SearchResult result, String recall) {
    Memory memory = result.getMemory();
    Metadata metadata = new Metadata();
    put(metadata, "id", memory.getId());
    put(metadata, "kind", memory.getKind());
    put(metadata, "layer", memory.getLayer());
    put(metadata, "source", memory.getSource());
    put(metadata, "tags", String.join(",", memory.getTagsList()));
    put(metadata, "event_time", time(memory));
    put(metadata, "principal", memory.getProvenance().getPrincipal());
    put(metadata, "session", memory.getProvenance().getSession());
    put(metadata, "recall_id", recall);
    return Content.from(
        TextSegment.from(memory.getContent(), metadata),
        Map.of(
            ContentMetadata.SCORE, result.getScore(),
            ContentMetadata.EMBEDDING_ID, memory.getId()));
  }

  private static String time(Memory memory) {
    return memory.hasEventTime()
        ? Instant.ofEpochSecond(
                memory.getEventTime().getSeconds(), memory.getEventTime().getNanos())
            .toString()
        : "";
  }

  private static void put(Metadata metadata, String name, String value) {
    if (!value.isEmpty()) {
      var changed = metadata.put(name, value);
    }
  }
}
