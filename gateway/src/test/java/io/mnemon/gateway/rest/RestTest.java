package io.mnemon.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class RestTest {
  private static final String MEMORY = "{\"layer\": \"user\", \"content\": \"likes tea\"}";

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
  void aMemoryIsAddedWithWhoAsksItsTraceAndItsKeys() {
    Reply reply =
        gateway.sendJson(
            "POST",
            "/v1/memories",
            MEMORY,
            Map.of(
                "Idempotency-Key", "once",
                "X-Request-Id", "r-1",
                "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    assertThat(reply.header("Location")).isEqualTo("/v1/memories/m1");
    assertThat(reply.header("ETag")).isEqualTo("\"1\"");
    assertThat(reply.header("X-Request-Id")).isEqualTo("r-1");
    assertThat(reply.header("traceparent")).startsWith("00-0af7651916cd43dd8448eb211c80319c-");
    assertThat(reply.text("content")).isEqualTo("likes tea");
    assertThat(reply.body())
        .contains("request=r-1", "key=once", "caller=alice", "00-0af7651916cd43dd8448eb211c80319c");
  }

  @Test
  void aMemoryThatWasThereAlreadyIsNotCreated() {
    Reply reply = gateway.post("/v1/memories", "{\"content\": \"again\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Location")).isEmpty();
    assertThat(reply.text("duplicate_of")).isEqualTo("m0");
  }

  @Test
  void aRequestWithoutIdGetsOne() {
    assertThat(gateway.get("/v1/memories").header("X-Request-Id"))
        .matches("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
  }

  @Test
  void aRequestIdThatIsNotFitForLogsIsReplaced() {
    Reply reply =
        gateway.sendJson("POST", "/v1/memories", MEMORY, Map.of("X-Request-Id", "a b\"c"));

    assertThat(reply.header("X-Request-Id")).doesNotContain("\"").hasSize(36);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "layers=user,team&layers=org  | layers: \"user\" layers: \"team\" layers: \"org\"",
        "layer=user&kind=fact&tag=a+b | layers: \"user\" kinds: \"fact\" tags: \"a b\"",
        "scope.user=alice             | scope { user: \"alice\" }",
        "user=al%C3%BCce&session=s    | scope { user: \"al\\303\\274ce\" session: \"s\" }",
        "agent=a&unit=u               | scope { agent: \"a\" unit: \"u\" }",
        "limit=5&cursor=c             | limit: 5 cursor: \"c\"",
        "limit=0                      | limit: 0",
      })
  void aQueryBecomesFields(String query, String request) {
    assertThat(gateway.get("/v1/memories?" + query).text("next_cursor")).isEqualTo(request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=ten         | limit  | must be a whole number",
        "limit=5000000000  | limit  | must be a whole number from",
        "limit=1&limit=2   | limit  | is there twice",
        "limt=1            | limt   | did you mean \"limit\"",
        "user=a&scope.user=b | scope.user | is there twice",
        "cursor=%C3%28     | cursor | is not encoded right",
        "idempotency_key=a | idempotency_key | unknown query parameter",
      })
  void aQueryThatDoesNotFitIsRefused(String query, String field, String message) {
    gateway.get("/v1/memories?" + query).isProblem(400, "invalid-argument").names(field, message);
  }

  private Reply logOut(String type, String body) {
    return gateway.send(
        "POST",
        "/v1/issuers/i1/logout",
        Map.of("Content-Type", type),
        body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void whatProvesItselfNeedsNoCredential() {
    assertThat(logOut("application/x-www-form-urlencoded", "logout_token=good").status())
        .isEqualTo(204);
    assertThat(logOut("application/json", "{\"logout_token\": \"good\"}").status()).isEqualTo(204);
  }

  @Test
  void aFormMayHoldMoreThanIsUnderstood() {
    logOut("application/x-www-form-urlencoded; charset=UTF-8", "a=b&logout_token=a%2Eb+c&&=&x")
        .isProblem(400, "invalid-argument")
        .names("logout_token", "id: \"i1\" logout_token: \"a.b c\" from service");
  }

  @Test
  void onlyWhatProvesItselfMayBeAForm() {
    gateway
        .sendJson(
            "POST",
            "/v1/memories",
            "content=x",
            Map.of("Content-Type", "application/x-www-form-urlencoded"))
        .isProblem(415, "unsupported-media-type");
    gateway
        .send(
            "POST",
            "/v1/memories",
            Map.of("Content-Type", "application/json"),
            MEMORY.getBytes(StandardCharsets.UTF_8))
        .isProblem(401, "unauthenticated");
  }

  @Test
  void aPatchTellsWhichFieldsItNames() {
    Reply reply =
        gateway.sendJson(
            "PATCH",
            "/v1/memories/m1",
            "{\"content\": \"new\", \"tags\": null}",
            Map.of("If-Match", "\"3\""));

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"4\"");
    assertThat(reply.text("content"))
        .isEqualTo(
            "id: \"m1\" memory { content: \"new\" } update_mask { paths: \"content\" paths: \"tags\""
                + " } expected_version: 3");
  }

  @Test
  void aPatchOfNothingIsRefused() {
    gateway
        .sendJson("PATCH", "/v1/memories/m1", "{}", Map.of())
        .isProblem(400, "invalid-argument")
        .names("body", "changes nothing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "\"a\"", "W/\"3\"", "\"1\", \"2\"", "\"0\"", "\"-1\""})
  void anIfMatchThatIsNoETagIsRefused(String etag) {
    gateway
        .sendJson("PATCH", "/v1/memories/m1", "{\"content\": \"x\"}", Map.of("If-Match", etag))
        .isProblem(400, "invalid-argument")
        .names("If-Match", "must be one ETag");
  }

  @Test
  void anIfMatchOfAnythingMatchesAnything() {
    assertThat(
            gateway
                .sendJson(
                    "PATCH", "/v1/memories/m1", "{\"content\": \"x\"}", Map.of("If-Match", "*"))
                .text("content"))
        .doesNotContain("expected_version");
  }

  @Test
  void anIdempotencyKeyThatIsTooLongIsRefused() {
    gateway
        .sendJson("POST", "/v1/memories", MEMORY, Map.of("Idempotency-Key", "k".repeat(256)))
        .isProblem(400, "invalid-argument")
        .names("Idempotency-Key", "1 to 255");
  }

  @Test
  void aDeletionHasNoBody() {
    Reply reply = gateway.sendJson("DELETE", "/v1/memories/m1", "", Map.of("Content-Type", ""));

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
  }

  @Test
  void aPathVariableIsDecoded() {
    assertThat(gateway.get("/v1/principals/team%2Fal%20%C3%BC+x").text("name"))
        .isEqualTo("team/al ü+x");
  }

  @Test
  void whatThePathSaysTheBodyNeedNotAndMustNotContradict() {
    String path = "/v1/units/u1/members/bob";

    assertThat(gateway.sendJson("PUT", path, "{\"role\": \"viewer\"}", Map.of()).json())
        .hasToString("{\"unit\":\"u1\",\"principal\":\"bob\",\"role\":\"viewer\"}");
    gateway
        .sendJson("PUT", path, "{\"unit\": \"u2\", \"role\": \"viewer\"}", Map.of())
        .isProblem(400, "invalid-argument")
        .names("unit", "differs from the one in the path");
  }

  @Test
  void aCreationNamesWhereToReadIt() {
    assertThat(gateway.post("/v1/tenants", "{\"name\": \"acme\"}").header("Location"))
        .isEqualTo("/v1/tenants/t1");
    assertThat(gateway.post("/v1/principals", "{\"name\": \"x\"}").header("Location"))
        .isEqualTo("/v1/principals/p%2F1%20%C3%BC");
    assertThat(gateway.post("/v1/keys", "{\"principal\": \"x\"}").header("Location")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT, 400, invalid-argument",
    "FAILED_PRECONDITION, 400, failed-precondition",
    "UNAUTHENTICATED, 401, unauthenticated",
    "PERMISSION_DENIED, 403, permission-denied",
    "NOT_FOUND, 404, not-found",
    "ALREADY_EXISTS, 409, already-exists",
    "ABORTED, 409, aborted",
    "RESOURCE_EXHAUSTED, 429, resource-exhausted",
    "INTERNAL, 500, internal",
    "UNIMPLEMENTED, 501, unimplemented",
    "UNAVAILABLE, 503, unavailable",
    "DEADLINE_EXCEEDED, 504, deadline-exceeded",
  })
  void aRefusalOfAServiceKeepsItsCodeAndItsWords(String code, int status, String type) {
    assertThat(gateway.get("/v1/memories/fail-" + code).isProblem(status, type).text("detail"))
        .isEqualTo("as was asked for");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail-UNAVAILABLE", "fail-RESOURCE_EXHAUSTED"})
  void whatMayWorkLaterSaysWhen(String id) {
    assertThat(gateway.get("/v1/memories/" + id).header("Retry-After")).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail-unexpected", "fail-bare"})
  void whatNobodyExpectedTellsNothing(String id) {
    assertThat(gateway.get("/v1/memories/" + id).isProblem(500, "internal").text("detail"))
        .isEqualTo("the request failed unexpectedly");
  }

  @Test
  void aFieldThatAServiceRefusesIsNamedAsTheBodyNamesIt() {
    Reply reply = gateway.post("/v1/memories", "{\"content\": \"fail-field\"}");

    reply.isProblem(400, "invalid-argument").names("content", "must not be so");
    assertThat(reply.text("detail")).startsWith("content: must not be so");
  }

  @Test
  void aMethodThatTheServiceLacksIsNotImplemented() {
    gateway.get("/v1/keys").isProblem(501, "unimplemented");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/memories, PUT, 'GET, HEAD, OPTIONS, POST'",
    "/v1/memories/search, DELETE, 'OPTIONS, POST'",
    "/v1/memories/m1:restore, GET, 'OPTIONS, POST'",
    "/v1/memories:batch, GET, 'OPTIONS, POST'",
    "/v1/memories/m1/history, POST, 'GET, HEAD, OPTIONS'",
    "/v1/tenants, DELETE, 'GET, HEAD, OPTIONS, POST'",
  })
  void aKnownPathWithAnotherMethodSaysWhichAreAllowed(String path, String verb, String allowed) {
    Reply reply = gateway.send(verb, path, Map.of("Authorization", "Bearer alice"), new byte[0]);

    reply.isProblem(405, "method-not-allowed");
    assertThat(reply.header("Allow")).isEqualTo(allowed);
  }

  @Test
  void optionsTellWhatIsAllowed() {
    Reply reply = gateway.send("OPTIONS", "/v1/memories", Map.of(), new byte[0]);

    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.header("Allow")).isEqualTo("GET, HEAD, OPTIONS, POST");
  }

  @Test
  void headIsGetWithoutTheBody() {
    Reply reply =
        gateway.send(
            "HEAD", "/v1/memories/m1", Map.of("Authorization", "Bearer alice"), new byte[0]);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("ETag")).isEqualTo("\"3\"");
    assertThat(reply.body()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1", "/v1/", "/v1/memory", "/v1/memories/", "/v2/memories", "/nothing"})
  void anUnknownPathIsAProblem(String path) {
    gateway.get(path).isProblem(404, "not-found");
  }

  @Test
  void aServiceThatTakesTooLongIsGivenUp() {
    gateway
        .post("/v1/memories/search", "{\"query\": \"slow\"}")
        .isProblem(504, "deadline-exceeded");
  }

  @Test
  void aStreamArrivesWhole() {
    Reply reply = gateway.post("/v1/tenants/t1:export", "{\"confirm\": \"40\"}");

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    assertThat(reply.body()).hasSize(40 * 64 * 1024).endsWith("x\n");
  }

  @Test
  void aStreamThatDoesNotBeginIsAProblem() {
    Reply reply = gateway.post("/v1/tenants/t1:export", "{}");

    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text("type")).isEqualTo("urn:mnemon:error:not-found");
  }

  @Test
  void aStreamThatBreaksOffIsSeenToBeCut() {
    assertThatThrownBy(() -> gateway.post("/v1/tenants/t1:export", "{\"confirm\": \"-3\"}"))
        .isInstanceOf(UncheckedIOException.class);
  }
}
