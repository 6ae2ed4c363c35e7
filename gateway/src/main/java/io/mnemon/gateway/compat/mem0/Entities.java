package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.List;
import java.util.Optional;

/**
 * Whose memories are meant. A user's own lie in the user's layer, those of an agent with a user in
 * the agent's, those of a run in a session's. What has no place in a layer is a tag: the app, and
 * the agent of a run. Of an agent there are hence two places, unless a run says which one is meant:
 * who is not named constrains nothing.
 */
record Entities(
    Optional<String> user, Optional<String> agent, Optional<String> app, Optional<String> run) {
  static final List<String> NAMES = List.of("user_id", "agent_id", "app_id", "run_id");
  static final Entities NONE =
      new Entities(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  static final String APP_TAG = "app_id=";
  static final String AGENT_TAG = "agent_id=";

  private static final String ANY = "*";

  /**
   * @throws ServiceException INVALID_ARGUMENT if one is there and empty: left out, it would mean
   *     more than somebody wanted to say
   */
  static Entities of(Fields fields) {
    return new Entities(
        name(fields, "user_id"),
        name(fields, "agent_id"),
        name(fields, "app_id"),
        name(fields, "run_id"));
  }

  private static Optional<String> name(Fields fields, String field) {
    Optional<String> name = fields.text(field);
    if (name.isEmpty() && fields.has(field)) {
      throw fields.invalid(field, "is missing: an empty one names nobody");
    }
    return name;
  }

  Entities with(String name, String value) {
    Optional<String> one = Optional.of(value);
    return switch (name) {
      case "user_id" -> new Entities(one, agent, app, run);
      case "agent_id" -> new Entities(user, one, app, run);
      case "app_id" -> new Entities(user, agent, one, run);
      case "run_id" -> new Entities(user, agent, app, one);
      default -> throw new IllegalArgumentException(name);
    };
  }

  /** These, and the others where these name none. */
  Entities or(Entities others) {
    return new Entities(
        user.or(others::user), agent.or(others::agent), app.or(others::app), run.or(others::run));
  }

  boolean areNone() {
    return equals(NONE);
  }

  /** Whether each of them is a name, and none stands for any. */
  Entities requireNames() {
    if (areNone()) {
      throw ServiceException.invalid(
          "user_id", "is missing: name at least one of user_id, agent_id, app_id and run_id");
    }
    if (List.of(user, agent, app, run).contains(Optional.of(ANY))) {
      throw ServiceException.invalid("user_id", "must be named here: * stands for too much");
    }
    return this;
  }

  /** Puts a memory where it belongs. */
  void place(ObjectNode memory) {
    requireNames();
    if (user.isEmpty() && agent.isEmpty() && run.isEmpty()) {
      throw ServiceException.invalid(
          "user_id", "is missing: an app_id says where a memory came from, not whose it is");
    }
    memory.put("layer", run.isPresent() ? "session" : agent.isPresent() ? "agent" : "user");
    ObjectNode scope = memory.putObject("scope");
    user.ifPresent(name -> scope.put("user", name));
    if (run.isPresent()) {
      scope.put("session", run.get());
    } else {
      agent.ifPresent(name -> scope.put("agent", name));
    }
  }

  /** The tags that stand for what has no place in a layer. */
  void tag(ArrayNode tags) {
    app.filter(Entities::isName).ifPresent(name -> tags.add(APP_TAG + name));
    if (run.isPresent()) {
      agent.filter(Entities::isName).ifPresent(name -> tags.add(AGENT_TAG + name));
    }
  }

  /** Narrows a search or a list to memories of all that are named. */
  void narrow(ObjectNode request) {
    ArrayNode layers = request.putArray("layers");
    if (run.isPresent()) {
      layers.add("session");
    } else if (agent.isPresent()) {
      layers.add("agent").add("session");
    } else {
      layers.add("user").add("agent").add("session");
    }
    ObjectNode scope = request.putObject("scope");
    user.filter(Entities::isName).ifPresent(name -> scope.put("user", name));
    run.filter(Entities::isName).ifPresent(name -> scope.put("session", name));
    if (run.isEmpty()) {
      agent.filter(Entities::isName).ifPresent(name -> scope.put("agent", name));
    }
    tag(request.putArray("tags"));
  }

  /** What must hold beside that, because a scope tells nothing of the agent of a run. */
  Optional<ObjectNode> condition() {
    if (run.isPresent() || agent.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode either = Json.object();
    ArrayNode places = either.putArray("OR");
    places.addObject().put("layer", "agent");
    if (isName(agent.get())) {
      places.addObject().put("tags", AGENT_TAG + agent.get());
    } else {
      places.addObject().putObject("tags").put("contains", AGENT_TAG);
    }
    return Optional.of(either);
  }

  /** The places in which their memories are, one after the other, as a deletion names them. */
  List<ObjectNode> selections() {
    requireNames();
    ObjectNode first = Json.object();
    narrow(first);
    if (condition().isEmpty()) {
      return List.of(first);
    }
    first.putArray("layers").add("agent");
    ObjectNode runs = Json.object();
    runs.putArray("layers").add("session");
    ObjectNode scope = runs.putObject("scope");
    user.ifPresent(name -> scope.put("user", name));
    tag(runs.putArray("tags"));
    runs.withArray("tags").add(AGENT_TAG + agent.orElseThrow());
    return List.of(first, runs);
  }

  private static boolean isName(String value) {
    return !value.equals(ANY);
  }
}
