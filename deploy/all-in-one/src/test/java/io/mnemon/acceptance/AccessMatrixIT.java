package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc;
import io.mnemon.api.governance.v1.AuthorizeRequest;
import io.mnemon.api.governance.v1.AuthorizeResource;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table of docs/access-matrix.csv at every door: whoever holds a role on the team "search" asks
 * for that team, the organization above it, the project beneath it, the team beside it, and a team
 * of another company.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessMatrixIT {
  private static final List<String> ROLES =
      List.of("viewer", "agent", "developer", "tech_lead", "architect", "admin");
  private static final List<String> KINDS = List.of("user", "agent", "application");
  private static final List<String> RELATIONS =
      List.of("own unit", "unit above", "unit beneath", "sibling unit", "other tenant");
  private static final String NO_DELETES =
      "forbid (principal, action == Mnemon::Action::\"memory.delete\", resource);";

  private Http http;
  private Grpc grpc;
  private Mcp mcp;
  private Control acme;
  private Map<String, Map<String, String>> table;
  private Map<String, Place> places;
  private List<Asker> askers;

  private record Place(String unit, String layer, String childKind) {}

  private record Asker(String kind, String role, String key) {
    @Override
    public String toString() {
      return kind + " who is " + role;
    }
  }

  @BeforeAll
  void company() throws IOException {
    Platform platform = Platform.shared();
    http = platform.http();
    grpc = new Grpc(platform.grpcPort());
    mcp = new Mcp(http);
    Control control = new Control(http, platform.adminKey());
    acme = newTenant(control, "acme");
    String north = acme.unit("", "organization", "north");
    String search = acme.unit(north, "team", "search");
    Control other = newTenant(control, "other");
    places =
        Map.of(
            "own unit", new Place(search, "team", "project"),
            "unit above", new Place(north, "org", "team"),
            "unit beneath", new Place(acme.unit(search, "project", "index"), "project", ""),
            "sibling unit", new Place(acme.unit(north, "team", "sales"), "team", "project"),
            "other tenant",
                new Place(
                    other.unit(other.unit("", "organization", "south"), "team", "x"),
                    "team",
                    "project"));
    askers = new ArrayList<>();
    for (String role : ROLES) {
      for (String kind : KINDS) {
        askers.add(asker(search, kind, role));
      }
    }
    table = table();
  }

  @AfterAll
  void close() {
    grpc.close();
  }

  private static Control newTenant(Control control, String name) {
    JsonNode made = control.tenant(name + " " + UUID.randomUUID());
    return new Control(control.http(), made.path("key").asText());
  }

  /** An agent's user has the same role. */
  private Asker asker(String unit, String kind, String role) {
    String name = kind + "-" + role.replace('_', '-');
    String user = "";
    if (kind.equals("agent")) {
      user = "user-of-" + name;
      acme.principal("user", user, "");
      acme.member(unit, user, role);
    }
    acme.principal(kind, name, user);
    acme.member(unit, name, role);
    return new Asker(kind, role, acme.newKey(Map.of("principal", name)).path("key").asText());
  }

  private static Map<String, Map<String, String>> table() throws IOException {
    Path file = Platform.repository().resolve("docs/access-matrix.csv");
    Map<String, Map<String, String>> table = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(file);
    List<String> names = List.of(lines.getFirst().split(",", -1));
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = List.of(line.split(",", -1));
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 1; i < names.size(); i++) {
        row.put(names.get(i), cells.get(i));
      }
      table.put(cells.getFirst(), row);
    }
    return table;
  }

  /** What the table says of an action, for somebody with this role on the own unit. */
  private String expected(String action, String role, String relation) {
    Map<String, String> row = Objects.requireNonNull(table.get(action), action);
    String cell = Objects.requireNonNull(row.get(relation));
    String needs = Objects.requireNonNull(row.get("needs"));
    boolean enough =
        needs.equals("anybody")
            || (ROLES.contains(needs) && ROLES.indexOf(role) >= ROLES.indexOf(needs));
    return cell.equals("allow") && !enough ? "deny" : cell;
  }

  private static String outcome(int status) {
    return switch (status) {
      case 200, 201, 204 -> "allow";
      case 403 -> "deny";
      case 404 -> "not found";
      default -> "status " + status;
    };
  }

  private Place place(String relation) {
    return Objects.requireNonNull(places.get(relation));
  }

  List<Asker> askers() {
    return askers;
  }

  @ParameterizedTest
  @MethodSource("askers")
  void restDoesWhatTheTableSays(Asker asker) {
    for (String relation : RELATIONS) {
      Place place = place(relation);
      String unit = "/v1/units/" + place.unit();
      String bystander =
          acme.principal("user", "bystander-" + UUID.randomUUID().toString().substring(0, 8), "");
      check(asker, "unit.read", relation, Call.get(unit));
      check(asker, "unit.read", relation, Call.get(unit + "/members"));
      check(
          asker,
          "member.put",
          relation,
          Call.of("PUT", unit + "/members/" + bystander).json("{\"role\": \"viewer\"}"));
      check(asker, "member.remove", relation, Call.of("DELETE", unit + "/members/" + bystander));
      if (!place.childKind().isEmpty()) {
        check(
            asker,
            "unit.create",
            relation,
            Call.post(
                "/v1/units",
                Map.of(
                    "parent",
                    place.unit(),
                    "kind",
                    place.childKind(),
                    "name",
                    UUID.randomUUID().toString())));
      }
      check(
          asker,
          "memory.write." + place.layer(),
          relation,
          Call.post("/v1/memories", memory(place, asker + " wrote over REST to the " + relation)));
    }
  }

  private void check(Asker asker, String action, String relation, Call call) {
    Reply reply = http.send(call.key(asker.key()));
    assertThat(outcome(reply.status()))
        .as("%s: %s (%s) on the %s", asker, action, call, relation)
        .isEqualTo(expected(action, asker.role(), relation));
  }

  private static Map<String, Object> memory(Place place, String content) {
    return Map.of(
        "layer", place.layer(), "scope", Map.of("unit", place.unit()), "content", content);
  }

  @ParameterizedTest
  @MethodSource("askers")
  void grpcAndMcpDoWhatTheTableSays(Asker asker) {
    for (String relation : RELATIONS) {
      Place place = place(relation);
      String expected = expected("memory.write." + place.layer(), asker.role(), relation);

      assertThat(overGrpc(asker, place, asker + " wrote over gRPC to the " + relation))
          .as("%s over gRPC on the %s", asker, relation)
          .isEqualTo(expected);

      JsonNode result =
          mcp.tool(
              asker.key(),
              "memory_add",
              Map.of(
                  "layer",
                  place.layer(),
                  "unit",
                  place.unit(),
                  "content",
                  asker + " wrote over MCP to the " + relation));
      assertThat(result.path("isError").asBoolean(false))
          .as("%s over MCP on the %s: %s", asker, relation, result)
          .isEqualTo(!expected.equals("allow"));
    }
  }

  private String overGrpc(Asker asker, Place place, String content) {
    AddMemoryRequest request =
        AddMemoryRequest.newBuilder()
            .setMemory(
                Memory.newBuilder()
                    .setLayer(place.layer())
                    .setScope(Scope.newBuilder().setUnit(place.unit()))
                    .setContent(content))
            .build();
    StatusRuntimeException failure =
        catchThrowableOfType(
            StatusRuntimeException.class,
            () -> {
              var unused = grpc.memories(asker.key()).addMemory(request);
            });
    return outcome(failure == null ? Status.Code.OK : failure.getStatus().getCode());
  }

  private static String outcome(Status.Code code) {
    return switch (code) {
      case OK -> "allow";
      case PERMISSION_DENIED -> "deny";
      case NOT_FOUND -> "not found";
      default -> "status " + code;
    };
  }

  /** Every action of the table, whatever method it belongs to. */
  @ParameterizedTest
  @MethodSource("askers")
  void theAnswerToWhoMayDoWhatIsTheTable(Asker asker) {
    var authorization =
        Grpc.with(asker.key(), AuthorizationServiceGrpc.newBlockingStub(grpc.channel()));
    for (String action : table.keySet()) {
      for (String relation : List.of("own unit", "unit above", "unit beneath")) {
        AuthorizeRequest question =
            AuthorizeRequest.newBuilder()
                .setAction(action)
                .setResource(AuthorizeResource.newBuilder().setUnit(place(relation).unit()))
                .build();

        assertThat(authorization.authorize(question).getAllowed() ? "allow" : "deny")
            .as("%s: %s on the %s", asker, action, relation)
            .isEqualTo(expected(action, asker.role(), relation));
      }
    }
    for (String relation : List.of("sibling unit", "other tenant")) {
      http.send(
          Call.post(
                  "/v1/authorize",
                  Map.of("action", "unit.read", "resource", Map.of("unit", place(relation).unit())))
              .key(asker.key()),
          404);
    }
  }

  @Test
  void aPolicyOfTheTenantStopsMemoriesToo() {
    Control company = newTenant(new Control(http, Platform.shared().adminKey()), "forbidding");
    company.principal("user", "ann", "");
    String key = company.newKey(Map.of("principal", "ann")).path("key").asText();
    String first = added(key, "Ann likes walnuts.");
    String second = added(key, "Ann likes hazelnuts.");
    http.send(Call.of("DELETE", "/v1/memories/" + first).key(key), 204);

    put(company, "/v1/policies/no-deletes", Map.of("text", NO_DELETES), 200);

    JsonNode refused = http.send(Call.of("DELETE", "/v1/memories/" + second).key(key), 403).json();
    assertThat(refused.path("detail").asText())
        .isEqualTo("memory.delete is forbidden by the tenant's policy no-deletes");
    JsonNode why =
        http.send(Call.post("/v1/authorize", Map.of("action", "memory.delete")).key(key), 200)
            .json();
    assertThat(why.path("allowed").asBoolean(false)).isFalse();
    assertThat(why.path("reasons").path(0).path("policy").asText()).isEqualTo("policy.no-deletes");
    http.send(Call.get("/v1/memories/" + second).key(key), 200);
    http.send(Call.of("DELETE", "/v1/policies/no-deletes").key(company.key()), 204);
    http.send(Call.of("DELETE", "/v1/memories/" + second).key(key), 204);
  }

  @Test
  void aPolicyHidesTheUnitsThatItCloses() {
    Control company = newTenant(new Control(http, Platform.shared().adminKey()), "closing");
    String north = company.unit("", "organization", "north");
    String open = company.unit(north, "team", "open");
    String closed = company.unit(north, "team", "closed");
    company.principal("user", "ann", "");
    company.member(north, "ann", "admin");
    String key = company.newKey(Map.of("principal", "ann")).path("key").asText();
    http.send(Call.post("/v1/memories", memory(new Place(open, "team", ""), "Walnuts.")).key(key));
    http.send(
        Call.post("/v1/memories", memory(new Place(closed, "team", ""), "Hazelnuts.")).key(key));

    put(
        company,
        "/v1/policies/closed",
        Map.of(
            "text",
            "forbid (principal, action in Mnemon::Action::\"memory\", resource in Mnemon::Unit::\""
                + closed
                + "\");"),
        200);

    String found =
        http.send(Call.post("/v1/memories/search", Map.of("query", "nuts")).key(key), 200)
            .json()
            .toString();
    assertThat(found).contains("Walnuts.").doesNotContain("Hazelnuts.");
    http.send(
        Call.post("/v1/memories", memory(new Place(closed, "team", ""), "Almonds.")).key(key), 403);
  }

  @Test
  void whatAPolicyForbidsToAUserNoApplicationDoesForThatUser() {
    JsonNode made =
        new Control(http, Platform.shared().adminKey()).tenant("quiet " + UUID.randomUUID());
    String tenant = made.at("/tenant/id").asText();
    Control company = new Control(http, made.path("key").asText());
    String ann = company.principal("user", "ann", "");
    company.principal("user", "ben", "");
    company.principal("application", "helper", "");
    String helper =
        company
            .newKey(Map.of("principal", "helper", "act_for", Map.of("unit", tenant)))
            .path("key")
            .asText();
    String annsOwn = addedFor("ann", helper, 201).path("id").asText();
    addedFor("ben", helper, 201);

    put(
        company,
        "/v1/policies/quiet",
        Map.of("text", "forbid (principal == Mnemon::User::\"" + ann + "\", action, resource);"),
        200);

    Map<String, Object> search = Map.of("query", "tea", "scope", Map.of("user", "ann"));
    assertThat(
            http.send(Call.post("/v1/memories/search", search).key(helper), 403)
                .json()
                .path("detail")
                .asText())
        .isEqualTo(
            "memory.search is forbidden for the user whom the application acts for by the"
                + " tenant's policy quiet");
    addedFor("ann", helper, 403);
    http.send(Call.of("DELETE", "/v1/memories/" + annsOwn).key(helper), 403);
    http.send(Call.post("/v1/memories:delete", Map.of("layers", List.of("user"))).key(helper), 403);
    addedFor("ben", helper, 200);
    http.send(Call.of("DELETE", "/v1/policies/quiet").key(company.key()), 204);
    http.send(Call.post("/v1/memories/search", search).key(helper), 200);
    http.send(Call.of("DELETE", "/v1/memories/" + annsOwn).key(helper), 204);
  }

  private JsonNode addedFor(String user, String key, int status) {
    return http.send(
            Call.post(
                    "/v1/memories",
                    Map.of("layer", "user", "scope", Map.of("user", user), "content", "Likes tea."))
                .key(key),
            status)
        .json();
  }

  @Test
  void aRoleOfTheTenantLetsItsHoldersDoItsActionsOnly() {
    Place own = place("own unit");
    http.send(
        Call.post(
                "/v1/roles",
                Map.of("name", "scribe", "actions", List.of("memory.write.team", "unit.create")))
            .key(acme.key()),
        201);
    acme.principal("user", "scribe-ann", "");
    acme.member(own.unit(), "scribe-ann", "scribe");
    String key = acme.newKey(Map.of("principal", "scribe-ann")).path("key").asText();

    http.send(Call.post("/v1/memories", memory(own, "The scribe was here.")).key(key), 201);
    http.send(Call.post("/v1/memories", memory(place("unit beneath"), "Not here.")).key(key), 403);
    http.send(Call.post("/v1/memories", memory(place("sibling unit"), "Nor here.")).key(key), 404);
    JsonNode unknown =
        http.send(
                Call.post("/v1/roles", Map.of("name", "x", "actions", List.of("unit.creat")))
                    .key(acme.key()),
                400)
            .json();
    assertThat(unknown.toString()).contains("did you mean \\\"unit.create\\\"");
  }

  @Test
  void aPolicyThatNamesAnotherTenantIsRefused() {
    JsonNode refused =
        put(
            acme,
            "/v1/policies/far",
            Map.of(
                "text",
                "forbid (principal, action, resource in Mnemon::Unit::\""
                    + place("other tenant").unit()
                    + "\");"),
            400);

    assertThat(refused.toString()).contains("not in your tenant");
  }

  @Test
  void aBatchCarriesNothingToWhereItsCallerMayNotWrite() {
    Asker developer =
        askers.stream()
            .filter(asker -> asker.kind().equals("user") && asker.role().equals("developer"))
            .findFirst()
            .orElseThrow();
    List<Map<String, Object>> items =
        List.of(
            memory(place("unit beneath"), "A batch may say this."),
            memory(place("own unit"), "A batch must not say this to the team."),
            memory(place("sibling unit"), "A batch must not say this beside."),
            Map.of(
                "layer",
                "user",
                "scope",
                Map.of("user", "user-admin"),
                "content",
                "Nor to others."));

    JsonNode answer =
        http.send(
                Call.post("/v1/memories:batch", Map.of("memories", items)).key(developer.key()),
                200)
            .json();

    List<String> codes = new ArrayList<>();
    answer
        .path("results")
        .forEach(result -> codes.add(result.path("error").path("code").asText("")));
    assertThat(codes).containsExactly("", "PERMISSION_DENIED", "NOT_FOUND", "NOT_FOUND");
  }

  private String added(String key, String content) {
    return http.send(
            Call.post("/v1/memories", Map.of("layer", "user", "content", content)).key(key), 201)
        .json()
        .path("id")
        .asText();
  }

  private JsonNode put(Control company, String path, Map<String, ?> body, int status) {
    return http.send(Call.of("PUT", path).json(Json.write(body)).key(company.key()), status).json();
  }
}
