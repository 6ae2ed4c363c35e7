package io.mnemon.gateway.compat;

import io.mnemon.api.ServiceException;
import io.mnemon.gateway.contract.PathTemplate;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.PercentText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What is at which path of a foreign interface, with or without a slash at its end. */
public final class CompatRoutes {
  private final List<Route> routes = new ArrayList<>();

  private record Route(String verb, PathTemplate path, Operation operation) {}

  /**
   * What a request asks for.
   *
   * @param name of a fixed set, for metrics
   */
  public record Operation(String name, Function<CompatRequest, Answer> answer) {}

  /** What is at a path. */
  sealed interface Match {
    record Found(Operation operation, Map<String, String> variables) implements Match {}

    record WrongVerb(Set<String> allowed) implements Match {}

    record Nothing() implements Match {}
  }

  /**
   * Adds an operation; the first whose path fits is taken.
   *
   * @param path from the interface's root on, without a slash at its end
   */
  public CompatRoutes add(
      String verb, String path, String name, Function<CompatRequest, Answer> answer) {
    routes.add(new Route(verb, PathTemplate.of(path), new Operation(name, answer)));
    return this;
  }

  /**
   * @throws ServiceException INVALID_ARGUMENT if a variable of the path is not encoded right
   */
  Match find(String verb, String path) {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    Set<String> allowed = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> variables = route.path().match(plain);
      if (variables.isPresent() && route.verb().equals(verb)) {
        return new Match.Found(route.operation(), decoded(variables.get()));
      }
      variables.ifPresent(fits -> allowed.add(route.verb()));
    }
    return allowed.isEmpty() ? new Match.Nothing() : new Match.WrongVerb(allowed);
  }

  private static Map<String, String> decoded(Map<String, String> variables) {
    Map<String, String> decoded = new TreeMap<>();
    variables.forEach(
        (name, value) ->
            decoded.put(
                name,
                PercentText.decode(value, false)
                    .orElseThrow(
                        () -> ServiceException.invalid(name, "is not percent-encoded UTF-8"))));
    return decoded;
  }
}
