package io.mnemon.gateway.rest;

import io.mnemon.gateway.contract.HttpVerb;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Which method of the contract an HTTP method and a path mean. */
final class RouteTable {
  private final List<PublicMethod> methods;

  RouteTable(PublicMethods methods) {
    // What is spelled out wins over what a variable takes.
    this.methods =
        methods.all().stream()
            .sorted(
                Comparator.comparingInt((PublicMethod m) -> m.path().variables().size())
                    .thenComparingInt(m -> -m.path().text().length()))
            .toList();
  }

  /** What a request asks for. */
  sealed interface Match {
    /**
     * A method.
     *
     * @param variables the path's variables, still encoded
     */
    record Found(PublicMethod method, Map<String, String> variables) implements Match {}

    /** A path that is known, with other HTTP methods. */
    record WrongVerb(SortedSet<String> allowed) implements Match {}

    /** Nothing. */
    record Unknown() implements Match {}
  }

  /**
   * HEAD finds what GET finds. A path that is spelled out has the methods that it is spelled out
   * with and no other: {@code search} is nobody's id.
   */
  Match find(String httpMethod, String path) {
    String verb = httpMethod.equals("HEAD") ? "GET" : httpMethod;
    SortedSet<String> allowed = new TreeSet<>();
    @Nullable String template = null;
    for (PublicMethod method : methods) {
      Optional<Map<String, String>> variables = method.path().match(path);
      String text = method.path().text();
      if (variables.isEmpty() || !Objects.requireNonNullElse(template, text).equals(text)) {
        continue;
      }
      template = text;
      if (method.verb().name().equals(verb)) {
        return new Match.Found(method, variables.get());
      }
      allow(method.verb(), allowed);
    }
    return allowed.isEmpty() ? new Match.Unknown() : new Match.WrongVerb(allowed);
  }

  private static void allow(HttpVerb verb, SortedSet<String> allowed) {
    allowed.add(verb.name());
    allowed.add("OPTIONS");
    if (verb == HttpVerb.GET) {
      allowed.add("HEAD");
    }
  }
}
