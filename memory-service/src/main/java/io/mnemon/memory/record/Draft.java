package io.mnemon.memory.record;

import io.mnemon.memory.sight.NamedScope;
import io.mnemon.tenancy.Layer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory as a request describes it, before it has an id and a scope.
 *
 * @param layer where it is to be kept
 * @param named the coordinates as the request names them
 * @param recallId the recall that it was learnt from
 * @param field the path of the memory in the request, empty for the request itself
 */
public record Draft(
    Layer layer,
    NamedScope named,
    Attributes attributes,
    @Nullable String episode,
    @Nullable String sourceMessageId,
    Source source,
    @Nullable String learntInSession,
    List<String> messageIds,
    @Nullable Double trust,
    @Nullable UUID recallId,
    String field) {
  public Draft {
    messageIds = List.copyOf(messageIds);
  }

  /** The path of one of its fields in the request. */
  String path(String name) {
    return field.isEmpty() ? name : field + "." + name;
  }
}
