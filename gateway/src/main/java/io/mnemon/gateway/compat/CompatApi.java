package io.mnemon.gateway.compat;

import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** An interface of another system, as far as it is served here. */
public interface CompatApi {
  /** Its name in metrics and logs. */
  String name();

  /** Where it begins, e.g. {@code /compat/mem0}. */
  String root();

  CompatRoutes routes();

  /**
   * Looks at a request before anything else does.
   *
   * @throws io.mnemon.api.ServiceException the refusal
   */
  default void check(HttpServerRequest request) {}

  /** The credential of a request as an Authorization header of our own would carry it. */
  @Nullable String credential(HttpServerRequest request);

  /** A refusal in the form that its clients read. */
  Answer refusal(Problem problem);
}
