package io.mnemon.gateway.compat.langgraph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A namespace: labels from the widest on. The first names the user whose memory it is.
 *
 * @param labels none is empty or has a dot in it
 */
record Path(List<String> labels) {
  private static final String ANY = "*";
  private static final int MAX_LABELS = 16;

  Path {
    labels = List.copyOf(labels);
  }

  static Path of(String field, JsonNode given) {
    List<String> labels = new ArrayList<>();
    for (JsonNode label : given) {
      if (!label.isTextual() || label.asText().isEmpty() || label.asText().contains(".")) {
        throw ServiceException.invalid(field, "must hold texts that are not empty, without dots");
      }
      labels.add(label.asText());
    }
    if (labels.size() > MAX_LABELS) {
      throw ServiceException.invalid(field, "has more than %d labels".formatted(MAX_LABELS));
    }
    return new Path(labels);
  }

  /** Of labels with dots between. */
  static Path parse(String field, String text) {
    ArrayNode labels = Json.object().arrayNode();
    for (String label : text.split("\\.", -1)) {
      labels.add(label);
    }
    return of(field, labels).requireUser(field);
  }

  Path requireUser(String field) {
    if (labels.isEmpty()) {
      throw ServiceException.invalid(field, "is empty: its first label names the user");
    }
    return this;
  }

  boolean isEmpty() {
    return labels.isEmpty();
  }

  String user() {
    return labels.getFirst();
  }

  String text() {
    return String.join(".", labels);
  }

  /** It and all that it lies in, from the widest on. */
  ArrayNode within() {
    ArrayNode within = Json.object().arrayNode();
    for (int depth = 1; depth <= labels.size(); depth++) {
      within.add(cut(depth).text());
    }
    return within;
  }

  ArrayNode json() {
    ArrayNode json = Json.object().arrayNode();
    labels.forEach(json::add);
    return json;
  }

  Path cut(int depth) {
    return new Path(labels.subList(0, Math.min(depth, labels.size())));
  }

  /** What comes before the first label that stands for any. */
  Path untilAny() {
    int any = labels.indexOf(ANY);
    return any < 0 ? this : cut(any);
  }

  boolean beginsWith(Path prefix) {
    return prefix.labels.size() <= labels.size()
        && fits(labels.subList(0, prefix.labels.size()), prefix.labels);
  }

  boolean endsWith(Path suffix) {
    int from = labels.size() - suffix.labels.size();
    return from >= 0 && fits(labels.subList(from, labels.size()), suffix.labels);
  }

  private static boolean fits(List<String> labels, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).equals(ANY) && !wanted.get(i).equals(labels.get(i))) {
        return false;
      }
    }
    return true;
  }
}
