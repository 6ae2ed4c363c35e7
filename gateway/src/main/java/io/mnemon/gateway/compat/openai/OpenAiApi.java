package io.mnemon.gateway.compat.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.Violation;
import io.mnemon.gateway.compat.CompatApi;
import io.mnemon.gateway.compat.CompatRoutes;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** OpenAI's interface of embeddings, at its own path. */
final class OpenAiApi implements CompatApi {
  private final CompatRoutes routes =
      new CompatRoutes().add("POST", "", "CreateEmbeddings", Embeddings::create);

  @Override
  public String name() {
    return "openai";
  }

  @Override
  public String root() {
    return "/v1/embeddings";
  }

  @Override
  public CompatRoutes routes() {
    return routes;
  }

  @Override
  public @Nullable String credential(HttpServerRequest request) {
    return request.getHeader("Authorization");
  }

  @Override
  public Answer refusal(Problem problem) {
    @Nullable String parameter =
        problem.violations().stream().map(Violation::field).findFirst().orElse(null);
    ObjectNode error = Json.object().put("message", problem.detail());
    error.put("type", type(problem.status()));
    error.put("param", parameter);
    error.put("code", code(problem, parameter));
    return Json.answer(problem.status(), Json.object().set("error", error), problem.headers());
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "server_error" : "invalid_request_error";
    };
  }

  private static @Nullable String code(Problem problem, @Nullable String parameter) {
    return switch (problem.status()) {
      case 400 -> parameter == null ? null : "invalid_value";
      case 401 -> "invalid_api_key";
      case 404 -> "model".equals(parameter) ? "model_not_found" : "not_found";
      case 429 -> "rate_limit_exceeded";
      default -> problem.type().replace('-', '_');
    };
  }
}
