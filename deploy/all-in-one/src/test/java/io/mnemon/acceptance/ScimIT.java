package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.ScimResource;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.messages.PatchRequest;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A company's directory pushes its people, and they see what their groups give them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScimIT {
  private static final int MANY = 260;

  private final List<Client> clients = new ArrayList<>();
  private Platform platform;
  private Http http;
  private Control control;

  @BeforeAll
  void connect() {
    platform = Platform.shared();
    http = platform.http();
    control = new Control(http, platform.adminKey());
  }

  @AfterAll
  void close() {
    clients.forEach(Client::close);
  }

  /** A company of its own, with a directory that may push. */
  private final class Firm {
    private final Control admin;
    private final String id;
    private final String unit;
    private final String key;
    private final ScimService scim;

    Firm() {
      JsonNode made = control.tenant("firm " + UUID.randomUUID());
      id = made.path("tenant").path("id").asText();
      admin = new Control(http, made.path("key").asText());
      unit = admin.unit("", "organization", "north");
      admin.principal("application", "entra", "");
      admin.member(id, "entra", "tenant_admin");
      key = key("entra", List.of("directory.*"));
      scim = client(key);
    }

    String key(String principal, List<String> scopes) {
      return admin.newKey(Map.of("principal", principal, "scopes", scopes)).path("key").asText();
    }

    UserResource push(String userName) throws ScimException {
      UserResource user = new UserResource();
      user.setUserName(userName);
      user.setActive(true);
      user.setExternalId("ext-" + userName);
      user.setName(new Name().setGivenName("Ada").setFamilyName("Lovelace"));
      user.setEmails(new Email().setValue(userName).setType("work").setPrimary(true));
      return scim.create("Users", user);
    }

    GroupResource group(String name, UserResource... members) throws ScimException {
      GroupResource group = new GroupResource();
      group.setDisplayName(name);
      group.setMembers(
          List.of(members).stream().map(user -> new Member().setValue(id(user))).toList());
      return scim.create("Groups", group);
    }

    void map(String group, String role) {
      Call call = Call.of("PUT", "/v1/group-mappings/" + group);
      Map<String, String> mapping = Map.of("unit", unit, "role", role);
      http.send(call.json(Json.write(mapping)).key(admin.key()), 200);
    }

    Reply patch(String path, String operations) {
      String body =
          "{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"], \"Operations\": ["
              + operations
              + "]}";
      return http.send(scimCall("PATCH", path).bytes(body.getBytes(StandardCharsets.UTF_8)));
    }

    Call scimCall(String verb, String path) {
      return Call.of(verb, "/scim/v2" + path)
          .header("Content-Type", "application/scim+json")
          .key(key);
    }

    Reply get(String path) {
      return http.send(scimCall("GET", path));
    }
  }

  private ScimService client(String key) {
    Client client =
        ClientBuilder.newClient(
            new ClientConfig().connectorProvider(new JavaNetHttpConnectorProvider()));
    clients.add(client);
    ClientRequestFilter bearer =
        context -> context.getHeaders().putSingle("Authorization", "Bearer " + key);
    return new ScimService(client.target(http.address() + "/scim/v2").register(bearer));
  }

  @Test
  void peopleSeeWhatTheirGroupGivesThemUntilTheyLeave() throws ScimException {
    Firm firm = new Firm();
    UserResource ada = firm.push("ada@acme.example");
    firm.group("Engineers", ada);
    Map<String, Object> plan =
        Map.of("layer", "org", "scope", Map.of("unit", firm.unit), "content", "Ship on Tuesday.");
    http.send(Call.post("/v1/memories", plan).key(firm.admin.key()), 201);
    String first = firm.key("ada@acme.example", List.of());
    assertThat(sees(first)).doesNotContain("Ship on Tuesday.");

    firm.map("Engineers", "developer");

    await().atMost(Duration.ofSeconds(10)).until(() -> sees(first).contains("Ship on Tuesday."));

    ada.setActive(false);
    UserResource inactive = firm.scim.replace(ada);

    assertThat(inactive.getActive()).isFalse();
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> http.send(Call.get("/v1/memories").key(first)).status() == 401);

    inactive.setActive(true);
    firm.scim.replace(inactive);

    assertThat(http.send(Call.get("/v1/memories").key(first)).status()).isEqualTo(401);
    String second = firm.key("ada@acme.example", List.of());
    await().atMost(Duration.ofSeconds(10)).until(() -> sees(second).contains("Ship on Tuesday."));

    firm.scim.delete("Users", id(ada));

    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> http.send(Call.get("/v1/memories").key(second)).status() == 401);
    isRefused(404, "", () -> firm.scim.retrieve("Users", id(ada), UserResource.class));
  }

  private String sees(String key) {
    return http.send(Call.get("/v1/memories?limit=100").key(key), 200).text();
  }

  @Test
  void aResourceComesBackAsItWasPushed() throws ScimException {
    Firm firm = new Firm();
    UserResource made = firm.push("ada@acme.example");

    UserResource read = firm.scim.retrieve("Users", id(made), UserResource.class);

    assertThat(read).isEqualTo(made);
    assertThat(Objects.requireNonNull(read.getMeta()).getLocation())
        .hasToString(http.address() + "/scim/v2/Users/" + id(made));
    assertThat(read.getEmails())
        .singleElement()
        .satisfies(email -> assertThat(email.getType()).isEqualTo("work"));
    isRefused(409, "uniqueness", () -> firm.push("ADA@acme.example"));
  }

  @Test
  void allAreFoundAndAllAreListed() throws ScimException {
    Firm firm = new Firm();
    Set<String> pushed = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      pushed.add(id(firm.push("user-" + i + "@acme.example")));
    }
    GroupResource everybody = firm.group("Everybody");

    Set<String> listed = new HashSet<>();
    ListResponse<UserResource> page;
    do {
      page =
          firm.scim.searchRequest("Users").page(listed.size() + 1, 100).invoke(UserResource.class);
      page.forEach(user -> listed.add(id(user)));
    } while (listed.size() < page.getTotalResults() && !page.getResources().isEmpty());
    assertThat(listed).isEqualTo(pushed);

    ListResponse<UserResource> found =
        firm.scim.search(
            "Users",
            "userName eq \"USER-7@acme.example\" and externalId eq \"ext-user-7@acme.example\"",
            UserResource.class);
    assertThat(found.getTotalResults()).isEqualTo(1);
    assertThat(found.getResources())
        .singleElement()
        .satisfies(user -> assertThat(user.getUserName()).isEqualTo("user-7@acme.example"));
    isRefused(
        400,
        "invalidFilter",
        () -> firm.scim.search("Users", "userName sw \"user\"", UserResource.class));

    String members =
        pushed.stream()
            .map(id -> "{\"value\": \"" + id + "\"}")
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();
    Reply bulk =
        firm.patch(
            "/Groups/" + id(everybody),
            "{\"op\": \"Add\", \"path\": \"members\", \"value\": [" + members + "]}");
    assertThat(bulk.status()).as(bulk.text()).isEqualTo(204);
    assertThat(firm.scim.retrieve("Groups", id(everybody), GroupResource.class).getMembers())
        .hasSize(MANY);
    JsonNode lean = firm.get("/Groups/" + id(everybody) + "?excludedAttributes=members").json();
    assertThat(lean.has("members")).isFalse();
  }

  @Test
  void theDialectsOfDirectoriesAreUnderstood() throws ScimException {
    Firm firm = new Firm();
    UserResource ada = firm.push("ada@acme.example");
    GroupResource engineers = firm.group("Engineers");
    String user = "/Users/" + id(ada);
    String group = "/Groups/" + id(engineers);

    Reply entra =
        firm.patch(
            user,
            "{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"},"
                + "{\"op\": \"Add\", \"path\": \"emails[type eq \\\"home\\\"].value\","
                + " \"value\": \"ada@home.example\"},"
                + "{\"op\": \"Replace\", \"value\": {\"name.givenName\": \"Augusta\"}}");
    Reply okta = firm.patch(user, "{\"op\": \"replace\", \"value\": {\"active\": true}}");
    UserResource library =
        firm.scim.modify(
            "Users",
            id(ada),
            new PatchRequest(PatchOperation.replace("displayName", "Ada L.")),
            UserResource.class);

    assertThat(entra.status()).as(entra.text()).isEqualTo(200);
    assertThat(entra.json().path("active").asBoolean()).isFalse();
    assertThat(entra.json().path("name").path("givenName").asText()).isEqualTo("Augusta");
    assertThat(entra.json().path("emails").findValuesAsText("value"))
        .containsExactly("ada@acme.example", "ada@home.example");
    assertThat(okta.json().path("active").asBoolean()).isTrue();
    assertThat(library.getDisplayName()).isEqualTo("Ada L.");

    String value = "\"value\": [{\"value\": \"" + id(ada) + "\"}]";
    assertThat(
            firm.patch(group, "{\"op\": \"Add\", \"path\": \"members\", " + value + "}").status())
        .isEqualTo(204);
    assertThat(firm.get(user).json().path("groups").findValuesAsText("display"))
        .containsExactly("Engineers");
    assertThat(
            firm.get("/Groups?filter=" + encoded("members eq \"" + id(ada) + "\""))
                .json()
                .path("totalResults")
                .asInt())
        .isEqualTo(1);
    Reply renamed =
        firm.patch(
            group,
            "{\"op\": \"replace\", \"value\": {\"id\": \""
                + id(engineers)
                + "\", \"displayName\": \"Builders\"}},"
                + "{\"op\": \"remove\", \"path\": \"members[value eq \\\""
                + id(ada)
                + "\\\"]\"}");
    assertThat(renamed.status()).as(renamed.text()).isEqualTo(204);
    assertThat(firm.get(group).json().path("displayName").asText()).isEqualTo("Builders");
    assertThat(firm.get(group).json().has("members")).isFalse();
  }

  @Test
  void aChangeIsForTheVersionThatWasRead() throws ScimException {
    Firm firm = new Firm();
    UserResource ada = firm.push("ada@acme.example");
    String path = "/Users/" + id(ada);
    String version = firm.get(path).header("ETag");
    assertThat(version).isEqualTo("W/\"1\"");
    ada.setDisplayName("Ada L.");
    firm.scim.replace(ada);

    Reply stale = http.send(firm.scimCall("DELETE", path).header("If-Match", version));

    isError(stale, 412, "");
    assertThat(http.send(firm.scimCall("DELETE", path).header("If-Match", "W/\"2\"")).status())
        .isEqualTo(204);
  }

  @Test
  void anotherCompanysPeopleDoNotExist() throws ScimException {
    Firm one = new Firm();
    Firm other = new Firm();
    UserResource ada = one.push("ada@acme.example");
    GroupResource engineers = one.group("Engineers", ada);
    String user = "/Users/" + id(ada);

    isError(other.get(user), 404, "");
    isError(
        other.patch(user, "{\"op\": \"replace\", \"path\": \"active\", \"value\": false}"),
        404,
        "");
    isError(http.send(other.scimCall("DELETE", user)), 404, "");
    isError(other.get("/Groups/" + id(engineers)), 404, "");
    isRefused(400, "invalidValue", () -> other.group("Mine", ada));
    assertThat(other.get("/Users").json().path("totalResults").asInt()).isZero();
    assertThat(one.get(user).json().path("active").asBoolean()).isTrue();
  }

  @Test
  void onlyAKeyForTheDirectoryOpensIt() throws ScimException {
    Firm firm = new Firm();
    firm.push("ada@acme.example");

    Reply without = http.send(Call.get("/scim/v2/Users"));
    isError(without, 401, "");
    assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
    isError(http.send(Call.get("/scim/v2/Users").key("mn_wrong")), 401, "");
    isError(
        http.send(Call.get("/scim/v2/Users").key(firm.key("entra", List.of("memory.*")))), 403, "");
    isError(
        http.send(
            Call.get("/scim/v2/Users").key(firm.key("ada@acme.example", List.of("directory.*")))),
        403,
        "");
    Call mapping =
        Call.of("PUT", "/v1/group-mappings/x")
            .json(Json.write(Map.of("unit", firm.id, "role", "tenant_admin")))
            .key(firm.key);
    assertThat(http.send(mapping).status()).isEqualTo(403);
  }

  @Test
  void whatIsWrongIsSaidSo() throws ScimException {
    Firm firm = new Firm();
    UserResource ada = firm.push("ada@acme.example");
    String user = "/Users/" + id(ada);

    isError(firm.patch(user, ""), 400, "invalidSyntax");
    isError(
        firm.patch(user, "{\"op\": \"add\", \"path\": \"[\", \"value\": 1}"), 400, "invalidPath");
    isError(
        firm.patch(user, "{\"op\": \"replace\", \"path\": \"id\", \"value\": \"1\"}"),
        400,
        "mutability");
    isError(
        firm.patch(user, "{\"op\": \"replace\", \"path\": \"userName\", \"value\": \"a\\u0007b\"}"),
        400,
        "invalidValue");
    isError(
        http.send(firm.scimCall("POST", "/Users").bytes(new byte[] {'{'})), 400, "invalidSyntax");
    isError(http.send(firm.scimCall("POST", "/Bulk").bytes(new byte[] {'{', '}'})), 501, "");
    isError(firm.get("/Users/" + UUID.randomUUID()), 404, "");
    assertThat(firm.scim.getServiceProviderConfig().getBulk().isSupported()).isFalse();
    assertThat(firm.scim.getSchemas().getTotalResults()).isEqualTo(2);
    assertThat(firm.scim.getResourceTypes().getTotalResults()).isEqualTo(2);
  }

  private static String id(ScimResource resource) {
    return Objects.requireNonNull(resource.getId());
  }

  private static void isRefused(int status, String scimType, ThrowingCallable call) {
    ScimException e = catchThrowableOfType(ScimException.class, call);
    assertThat(e).as("the call must fail with %d", status).isNotNull();
    assertThat(e.getScimError().getStatus()).as(e.getMessage()).isEqualTo(status);
    if (!scimType.isEmpty()) {
      assertThat(e.getScimError().getScimType()).isEqualTo(scimType);
    }
  }

  private static void isError(Reply reply, int status, String scimType) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/scim+json");
    assertThat(reply.json().path("scimType").asText()).isEqualTo(scimType);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
