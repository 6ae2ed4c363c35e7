package io.mnemon.gateway.limits;

import com.google.protobuf.Message;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.gateway.contract.HttpVerb;
import io.mnemon.gateway.contract.PublicMethod;
import java.util.HashMap;
import java.util.Map;

/** Reads off a request what it uses. */
final class DemandMapper {
  /** What is named at greater length shares the buckets of what begins alike. */
  private static final int NAME_LENGTH = 128;

  /** So many subjects of a request have buckets of their own; the others share one. */
  private static final int MOST_SUBJECTS = 32;

  private DemandMapper() {}

  static Demand of(PublicMethod method, Message request, long bytes) {
    Map<String, Integer> subjects = new HashMap<>();
    int memories = 0;
    boolean search = false;
    switch (request) {
      case SearchMemoriesRequest searching -> {
        search = true;
        add(searching.getScope(), 0, subjects);
      }
      case AddMemoryRequest adding -> {
        memories = 1;
        add(adding.getMemory().getScope(), 1, subjects);
      }
      case BatchAddMemoriesRequest adding -> {
        memories = adding.getMemoriesCount();
        adding.getMemoriesList().forEach(memory -> add(memory.getScope(), 1, subjects));
      }
      case ImportMemoriesRequest importing -> {
        memories = importing.getLinesCount();
        importing.getLinesList().forEach(line -> add(line.getMemory().getScope(), 1, subjects));
      }
      case CreateEmbeddingsRequest embedding -> add("user:", embedding.getUser(), 0, subjects);
      case ListMemoriesRequest listing -> add(listing.getScope(), 0, subjects);
      default -> {
        // Names no subject and adds nothing.
      }
    }
    boolean reads = search || method.verb() == HttpVerb.GET;
    return new Demand(
        reads ? Turns.Work.READ : Turns.Work.WRITE, search, bytes, memories, subjects);
  }

  private static void add(Scope scope, int memories, Map<String, Integer> subjects) {
    add("user:", scope.getUser(), memories, subjects);
    add("agent:", scope.getAgent(), memories, subjects);
  }

  private static void add(String kind, String name, int memories, Map<String, Integer> subjects) {
    if (!name.isEmpty()) {
      String key = kind + name.substring(0, Math.min(name.length(), NAME_LENGTH));
      boolean isOneTooMany = !subjects.containsKey(key) && subjects.size() >= MOST_SUBJECTS;
      subjects.merge(isOneTooMany ? "others" : key, memories, Integer::sum);
    }
  }
}
