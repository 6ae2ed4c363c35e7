package io.mnemon.gateway.rest;

import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import java.util.List;

/** What a service refuses, in the words of who sent it over REST. */
final class RestFailures {
  private RestFailures() {}

  /**
   * Names fields as the body does: where the body is one field of the request, the service's path
   * begins with that field and the caller's does not.
   */
  static ServiceException ofBody(String body, ServiceException e) {
    String prefix = body + ".";
    boolean named = e.violations().stream().anyMatch(v -> v.field().startsWith(prefix));
    if (body.isEmpty() || body.equals("*") || !named) {
      return e;
    }
    List<Violation> violations =
        e.violations().stream()
            .map(
                v ->
                    v.field().startsWith(prefix)
                        ? new Violation(v.field().substring(prefix.length()), v.message())
                        : v)
            .toList();
    String message = e.publicMessage();
    return new ServiceException(
        e.code(),
        message.startsWith(prefix) ? message.substring(prefix.length()) : message,
        violations,
        e.getCause());
  }
}
