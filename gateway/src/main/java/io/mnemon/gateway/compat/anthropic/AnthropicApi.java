package io.mnemon.gateway.compat.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.compat.CompatApi;
import io.mnemon.gateway.compat.CompatRoutes;
import io.mnemon.gateway.compat.Credentials;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** The memory tool over HTTP: its input in, what belongs into its result out. */
final class AnthropicApi implements CompatApi {
  private final CompatRoutes routes;

  AnthropicApi(MemoryTool tool) {
    this.routes = new CompatRoutes().add("POST", "", "MemoryTool", tool::run);
  }

  @Override
  public String name() {
    return "anthropic";
  }

  @Override
  public String root() {
    return "/compat/anthropic/memory";
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
    ObjectNode answer = Json.object().put("type", "error");
    // What belongs to the memory behind a file is the file's.
    String message =
        problem.detail().replaceAll("(?:memory\\.)?scope\\.user", "user").replace("memory.", "");
    answer.putObject("error").put("type", type(problem.status())).put("message", message);
    return Json.answer(problem.status(), answer, problem.headers());
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      default -> status >= 500 ? "api_error" : "invalid_request_error";
    };
  }
}
