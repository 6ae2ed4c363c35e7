package io.mnemon.gateway.scim;

import io.mnemon.gateway.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What is at which path. */
final class ScimRoutes {
  static final String ROOT = "/scim/v2";

  private static final String ID = "/{id}";

  /** The operations by their path, an id being {@code {id}}, and by their HTTP method. */
  private final Map<String, Map<String, Operation>> operations = new LinkedHashMap<>();

  ScimRoutes(Discovery discovery) {
    resources("/Users", "User", new UserEndpoint());
    resources("/Groups", "Group", new GroupEndpoint());
    get("/ServiceProviderConfig", "GetServiceProviderConfig", discovery::config);
    get("/ResourceTypes", "ListResourceTypes", discovery::resourceTypes);
    get("/ResourceTypes" + ID, "GetResourceType", discovery::resourceType);
    get("/Schemas", "ListSchemas", discovery::schemas);
    get("/Schemas" + ID, "GetSchema", discovery::schema);
    put("/Bulk", "POST", "Bulk", request -> unsupported("bulk operations: send them one by one"));
  }

  /**
   * What a request asks for.
   *
   * @param name of a fixed set, for metrics
   */
  record Operation(String name, Function<ScimRequest, Answer> answer) {}

  /** What is at a path. */
  sealed interface Match {
    /**
     * @param id the part of the path that stands for one; empty for none
     */
    record Found(Operation operation, String id) implements Match {}

    record WrongVerb(Set<String> allowed) implements Match {}

    record Nothing() implements Match {}
  }

  /**
   * @param path the request's, from the root of SCIM on
   */
  Match find(String verb, String path) {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    int last = plain.lastIndexOf('/');
    Optional<Map<String, Operation>> whole = Optional.ofNullable(operations.get(plain));
    boolean isOne = whole.isEmpty() && last > 0;
    Optional<Map<String, Operation>> here =
        isOne ? Optional.ofNullable(operations.get(plain.substring(0, last) + ID)) : whole;
    if (here.isEmpty()) {
      return new Match.Nothing();
    }
    Operation operation = here.get().get(verb);
    return operation == null
        ? new Match.WrongVerb(here.get().keySet())
        : new Match.Found(operation, isOne ? plain.substring(last + 1) : "");
  }

  private void resources(String path, String type, Endpoint endpoint) {
    get(path, "List" + type + "s", endpoint::list);
    put(path, "POST", "Create" + type, endpoint::create);
    get(path + ID, "Get" + type, endpoint::get);
    put(path + ID, "PUT", "Replace" + type, endpoint::replace);
    put(path + ID, "PATCH", "Patch" + type, endpoint::patch);
    put(path + ID, "DELETE", "Delete" + type, endpoint::delete);
  }

  private void get(String path, String name, Function<ScimRequest, Answer> answer) {
    put(path, "GET", name, answer);
  }

  private void put(String path, String verb, String name, Function<ScimRequest, Answer> answer) {
    operations
        .computeIfAbsent(path, any -> new LinkedHashMap<>())
        .put(verb, new Operation(name, answer));
  }

  private static Answer unsupported(String what) {
    throw ScimException.of(501, "there are no " + what);
  }
}
