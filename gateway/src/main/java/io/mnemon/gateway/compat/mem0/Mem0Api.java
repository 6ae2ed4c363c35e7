package io.mnemon.gateway.compat.mem0;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.CompatApi;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.CompatRoutes;
import io.mnemon.gateway.compat.Credentials;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The interface of mem0's hosted memory in its three versions, as its clients call it. */
final class Mem0Api implements CompatApi {
  private static final Map<String, String> THEIR_NAMES =
      Map.of("user", "user_id", "agent", "agent_id", "session", "run_id");
  private static final Pattern OUR_NAMES =
      Pattern.compile("(?:memor(?:y|ies\\[\\d+])\\.)?scope\\.(user|agent|session)");

  private final CompatRoutes routes;

  Mem0Api(Adding adding, Reading reading, Changing changing) {
    this.routes =
        new CompatRoutes()
            .add("GET", "/v1/ping", "Ping", Mem0Api::ping)
            .add("POST", "/v3/memories/add", "Add", adding::add)
            .add("POST", "/v1/memories", "Add", adding::add)
            .add("POST", "/v3/memories/search", "Search", reading::search)
            .add("POST", "/v2/memories/search", "Search", reading::bareSearch)
            .add("POST", "/v1/memories/search", "Search", reading::bareSearch)
            .add("POST", "/v3/memories", "List", reading::page)
            .add("POST", "/v2/memories", "List", reading::bareList)
            .add("GET", "/v2/memories", "List", reading::bareList)
            .add("GET", "/v1/memories", "List", reading::bareList)
            .add("DELETE", "/v1/memories", "DeleteAll", changing::deleteAll)
            .add("GET", "/v1/memories/{id}", "Get", reading::get)
            .add("PUT", "/v1/memories/{id}", "Update", changing::update)
            .add("DELETE", "/v1/memories/{id}", "Delete", changing::delete)
            .add("GET", "/v1/memories/{id}/history", "History", reading::history)
            .add("GET", "/v1/event/{id}", "Event", reading::event)
            .add("GET", "/v1/entities", "Entities", reading::entities)
            .add("DELETE", "/v1/entities/{type}/{name}", "DeleteEntity", changing::deleteEntity)
            .add("DELETE", "/v2/entities/{type}/{name}", "DeleteEntity", changing::deleteEntity)
            .add("PUT", "/v1/batch", "UpdateBatch", changing::updateBatch)
            .add("DELETE", "/v1/batch", "DeleteBatch", changing::deleteBatch)
            .add("POST", "/v1/feedback", "Feedback", changing::feedback);
  }

  @Override
  public String name() {
    return "mem0";
  }

  @Override
  public String root() {
    return "/compat/mem0";
  }

  @Override
  public CompatRoutes routes() {
    return routes;
  }

  @Override
  public @Nullable String credential(HttpServerRequest request) {
    return Credentials.ofToken(request.getHeader("Authorization"));
  }

  @Override
  public Answer refusal(Problem problem) {
    String detail =
        OUR_NAMES.matcher(problem.detail()).replaceAll(found -> THEIR_NAMES.get(found.group(1)));
    return Json.answer(
        problem.status(),
        Json.object().put("detail", detail).put("code", problem.type()),
        problem.headers());
  }

  /** Clients ask this first, to see whether their key is good. */
  private static Answer ping(CompatRequest request) {
    ObjectNode pong = Json.object().put("status", "ok");
    String tenant = request.caller().tenant().toString();
    return Json.answer(
        200, pong.put("org_id", tenant).put("project_id", tenant).putNull("user_email"));
  }
}
