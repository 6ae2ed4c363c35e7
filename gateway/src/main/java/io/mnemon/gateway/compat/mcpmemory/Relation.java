package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.Json;

/** An edge of the graph. */
record Relation(String from, String to, String type) {
  ObjectNode json() {
    return Json.object().put("from", from).put("to", to).put("relationType", type);
  }
}
