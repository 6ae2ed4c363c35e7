package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.Json;
import java.util.ArrayList;
import java.util.List;

/** A node of the graph. */
record Entity(String name, String type, List<String> observations) {
  Entity {
    observations = List.copyOf(observations);
  }

  Entity with(List<String> other) {
    return new Entity(name, type, other);
  }

  /** All that it says. */
  List<String> texts() {
    List<String> texts = new ArrayList<>(List.of(name, type));
    texts.addAll(observations);
    return texts;
  }

  ObjectNode json() {
    ObjectNode json = Json.object().put("name", name).put("entityType", type);
    observations.forEach(json.putArray("observations")::add);
    return json;
  }
}
