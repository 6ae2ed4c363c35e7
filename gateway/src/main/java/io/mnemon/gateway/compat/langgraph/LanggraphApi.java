package io.mnemon.gateway.compat.langgraph;

import io.mnemon.gateway.compat.CompatApi;
import io.mnemon.gateway.compat.CompatRoutes;
import io.mnemon.gateway.compat.Credentials;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The store of LangGraph's interface, as its clients call it. */
final class LanggraphApi implements CompatApi {
  private final CompatRoutes routes;

  LanggraphApi(Store store) {
    this.routes =
        new CompatRoutes()
            .add("PUT", "/store/items", "PutItem", store::put)
            .add("GET", "/store/items", "GetItem", store::get)
            .add("DELETE", "/store/items", "DeleteItem", store::delete)
            .add("POST", "/store/items/search", "SearchItems", store::search)
            .add("POST", "/store/namespaces", "ListNamespaces", store::namespaces);
  }

  @Override
  public String name() {
    return "langgraph";
  }

  @Override
  public String root() {
    return "/compat/langgraph";
  }

  @Override
  public CompatRoutes routes() {
    return routes;
  }

  @Override
  public @Nullable String credential(HttpServerRequest request) {
    return Credentials.orKey(request.getHeader("Authorization"), request.getHeader("X-Api-Key"));
  }

  @Override
  public Answer refusal(Problem problem) {
    return Json.answer(
        problem.status(),
        Json.object().put("detail", problem.detail()).put("code", problem.type()),
        problem.headers());
  }
}
