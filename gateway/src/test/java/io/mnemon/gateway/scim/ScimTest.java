package io.mnemon.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class ScimTest {
  private static final Map<String, String> SCIM = Map.of("Content-Type", "application/scim+json");

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  @Test
  void aUserIsCreatedReadAndDeleted() {
    Reply made =
        send(
            "POST",
            "/Users",
            """
            {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "USERNAME": "grace",
             "name": {"givenName": "Grace"}, "active": "True", "title": "Rear admiral",
             "emails": [{"value": "g@navy.example", "type": "work", "primary": true}]}
            """);
    Reply read = gateway.get("/scim/v2/Users/ada");
    Reply gone = send("DELETE", "/Users/ada", "");

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.header("Content-Type")).isEqualTo("application/scim+json");
    assertThat(made.header("ETag")).isEqualTo("W/\"1\"");
    assertThat(made.header("Location")).isEqualTo(made.json().at("/meta/location").asText());
    assertThat(made.header("Location")).startsWith("http://").endsWith("/scim/v2/Users/new");
    assertThat(made.text("userName")).isEqualTo("grace");
    assertThat(made.json().path("active").asBoolean()).isTrue();
    assertThat(made.json().at("/emails/0/value").asText()).isEqualTo("g@navy.example");
    assertThat(made.json().has("title")).isFalse();
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.json().at("/meta/version").asText()).isEqualTo("W/\"3\"");
    assertThat(gone.status()).isEqualTo(204);
    assertThat(gone.body()).isEmpty();
  }

  @Test
  void aPatchChangesWhatItNames() {
    Reply patched =
        send(
            "PATCH",
            "/Users/ada",
            """
            {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [
              {"op": "Replace", "path": "active", "value": "False"},
              {"op": "Add", "path": "name.familyName", "value": "Lovelace"}]}
            """);

    assertThat(patched.status()).as(patched.body()).isEqualTo(200);
    assertThat(patched.json().path("active").asBoolean()).isFalse();
    assertThat(patched.json().path("name").toString())
        .isEqualTo("{\"familyName\":\"Lovelace\",\"givenName\":\"Ada\"}");
    assertThat(patched.header("ETag")).isEqualTo("W/\"4\"");
  }

  @Test
  void aVersionIsAskedForAndKnown() {
    String ada = "{\"userName\": \"ada\"}";

    assertThat(send("PUT", "/Users/ada", ada, Map.of("If-Match", "W/\"3\"")).status())
        .isEqualTo(200);
    isError(send("PUT", "/Users/ada", ada, Map.of("If-Match", "W/\"2\"")), 412, "");
    isError(send("PUT", "/Users/ada", ada, Map.of("If-Match", "yesterday's")), 412, "");
    assertThat(send("PUT", "/Users/ada", ada, Map.of("If-Match", "*")).status()).isEqualTo(200);
    Reply known = send("GET", "/Users/ada", "", Map.of("If-None-Match", "W/\"3\""));
    assertThat(known.status()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
  }

  @Test
  void aListIsFilteredPagedAndProjected() {
    Reply list =
        gateway.get(
            "/scim/v2/Users?startIndex=0&count=5000&attributes=userName&filter="
                + encoded("username EQ \"Ada \\\"L\\\"\" and externalId eq \"7\""));

    assertThat(list.status()).as(list.body()).isEqualTo(200);
    assertThat(list.json().path("totalResults").asInt()).isEqualTo(700);
    assertThat(list.json().path("startIndex").asInt()).isEqualTo(1);
    assertThat(list.json().path("itemsPerPage").asInt()).isEqualTo(1);
    JsonNode asked = list.json().path("Resources").path(0);
    assertThat(asked.path("userName").asText())
        .contains("user_name: \"Ada \\\"L\\\"\"", "external_id: \"7\"", "start_index: 1")
        .contains("count: 200");
    assertThat(asked.properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("schemas", "id", "userName");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "userName co \"a\"",
        "userName eq \"a\" or userName eq \"b\"",
        "not (userName eq \"a\")",
        "userName pr",
        "nickName eq \"a\"",
        "userName eq 5",
        "userName eq \"a\" and userName eq \"b\"",
        "emails[type eq \"work\"]",
        "userName eq",
        "((((",
        "' OR 1=1 --"
      })
  void anyOtherFilterIsRefused(String filter) {
    isError(gateway.get("/scim/v2/Users?filter=" + encoded(filter)), 400, "invalidFilter");
  }

  @Test
  void aFilterOfManyConditionsIsTooMuch() {
    isError(
        gateway.get(
            "/scim/v2/Users?filter=" + encoded("id eq \"1\" and ".repeat(20) + "id eq \"1\"")),
        400,
        "tooMany");
  }

  @Test
  void groupsAreWrittenAndRead() {
    Reply made =
        send("POST", "/Groups", "{\"displayName\": \"E\", \"members\": [{\"value\": \"1\"}]}");
    Reply put = send("PUT", "/Groups/g", "{\"displayName\": \"E\", \"members\": []}");
    Reply patched =
        send(
            "PATCH",
            "/Groups/g",
            """
            {"Operations": [{"op": "add", "path": "members", "value": [{"value": "1"}]}]}
            """);
    Reply lean = gateway.get("/scim/v2/Groups/g?excludedAttributes=members");
    Reply full = gateway.get("/scim/v2/Groups/g");
    Reply list = gateway.get("/scim/v2/Groups?filter=" + encoded("members eq \"7\""));

    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.text("displayName")).contains("members: \"1\"");
    assertThat(put.status()).isEqualTo(200);
    assertThat(patched.status()).as(patched.body()).isEqualTo(204);
    assertThat(patched.header("ETag")).isEqualTo("W/\"3\"");
    assertThat(lean.text("displayName")).contains("without_members: true");
    assertThat(lean.json().has("members")).isFalse();
    assertThat(full.json().at("/members/0/$ref").asText()).endsWith("/scim/v2/Users/ada");
    assertThat(list.json().at("/Resources/0/displayName").asText())
        .contains("member: \"7\"", "with_members: true");
  }

  @Test
  void whatTheServiceRefusesIsSaidInTheWordsOfScim() {
    isError(send("POST", "/Users", "{\"userName\": \"taken\"}"), 409, "uniqueness");
    Reply invalid = send("POST", "/Users", "{\"userName\": \"" + "x".repeat(200) + "\"}");
    isError(invalid, 400, "invalidValue");
    assertThat(invalid.text("detail")).startsWith("userName: has too many");
    isError(gateway.get("/scim/v2/Users/bob"), 404, "");
    isError(send("DELETE", "/Groups/1", ""), 501, "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /Users | {} | invalidValue",
        "POST | /Users | {\"userName\": {}} | invalidValue",
        "POST | /Users | {\"userName\": \"a\", \"active\": \"maybe\"} | invalidValue",
        "POST | /Users | {\"userName\": \"a\", \"name\": \"b\"} | invalidValue",
        "POST | /Users | {\"userName\": \"a\", \"emails\": [5]} | invalidValue",
        "POST | /Users | {\"userName\": \"a\", \"schemas\": [\"urn:x\"]} | invalidValue",
        "POST | /Users | [] | invalidSyntax",
        "POST | /Users | {\"userName\": | invalidSyntax",
        "POST | /Users | {\"userName\": \"a\", \"userName\": \"b\"} | invalidSyntax",
        "PATCH | /Users/ada | {} | invalidSyntax",
        "PATCH | /Users/ada | {\"Operations\": []} | invalidSyntax",
        "POST | /Groups | {\"members\": []} | invalidValue",
        "POST | /Groups | {\"displayName\": \"a\", \"members\": [{}]} | invalidValue"
      })
  void whatCannotBeRightIsRefused(String verb, String path, String body, String scimType) {
    isError(send(verb, path, body), 400, scimType);
  }

  @Test
  void nothingElseIsThere() {
    isError(gateway.get("/scim/v2"), 404, "");
    isError(gateway.get("/scim/v2/Robots"), 404, "");
    isError(gateway.get("/scim/v2/Users/ada/name"), 404, "");
    isError(send("POST", "/Bulk", "{}"), 501, "");
    isError(gateway.get("/scim/v2/Users?count=many"), 400, "invalidValue");
    Reply verb = send("DELETE", "/Users", "");
    isError(verb, 405, "");
    assertThat(verb.header("Allow")).isEqualTo("GET, POST");
    isError(
        gateway.sendJson("POST", "/scim/v2/Users", "<a/>", Map.of("Content-Type", "text/xml")),
        415,
        "");
  }

  @Test
  void nobodyIsLetInWithoutAKeyOrWithOneForSomethingElse() {
    Reply without = gateway.send("GET", "/scim/v2/Users", Map.of(), new byte[0]);
    isError(without, 401, "");
    assertThat(without.header("WWW-Authenticate")).isEqualTo("Bearer");
    isError(as("stranger"), 401, "");
    isError(as("reader"), 403, "");
    isError(as("down"), 503, "");
  }

  private Reply as(String key) {
    return gateway.send(
        "GET", "/scim/v2/Users", Map.of("Authorization", "Bearer " + key), new byte[0]);
  }

  @Test
  void whatThereIsIsDescribed() {
    Reply config = gateway.get("/scim/v2/ServiceProviderConfig");
    Reply types = gateway.get("/scim/v2/ResourceTypes");
    Reply type = gateway.get("/scim/v2/ResourceTypes/User");
    Reply schema = gateway.get("/scim/v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User");

    assertThat(config.json().at("/bulk/supported").asBoolean()).isFalse();
    assertThat(config.json().at("/patch/supported").asBoolean()).isTrue();
    assertThat(types.json().path("totalResults").asInt()).isEqualTo(2);
    assertThat(type.text("endpoint")).isEqualTo("/Users");
    assertThat(schema.json().path("attributes")).hasSizeGreaterThan(5);
    assertThat(schema.json().at("/meta/location").asText()).contains("/scim/v2/Schemas/urn:");
    assertThat(gateway.get("/scim/v2/Schemas").json().path("Resources")).hasSize(2);
    isError(gateway.get("/scim/v2/Schemas/urn:x"), 404, "");
  }

  private Reply send(String verb, String path, String json) {
    return send(verb, path, json, Map.of());
  }

  private Reply send(String verb, String path, String json, Map<String, String> more) {
    Map<String, String> headers = new TreeMap<>(SCIM);
    headers.putAll(more);
    return gateway.sendJson(verb, "/scim/v2" + path, json, headers);
  }

  private static void isError(Reply reply, int status, String scimType) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/scim+json");
    assertThat(reply.json().path("schemas").path(0).asText())
        .isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(reply.text("status")).isEqualTo(Integer.toString(status));
    assertThat(reply.text("scimType")).isEqualTo(scimType);
    assertThat(reply.text("detail")).isNotBlank().doesNotContain("Exception", "\n");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
