package io.mnemon.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.RawHttp;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class HttpEdgeTest {
  private static final int LIMIT = 8 << 20;
  private static final String JSON = "application/json";

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @SuppressWarnings("NullAway.Init")
  private HttpGateway gateway;

  @BeforeEach
  void connect() {
    gateway = new HttpGateway(base);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Basic YWxpY2U6eA==", "alice", "Bearer", "Bearer nobody", "Token alice"})
  void withoutAGoodKeyNothingIsAnswered(String authorization) {
    Reply reply =
        gateway.sendJson(
            "POST", "/v1/memories", "{\"content\": \"x\"}", Map.of("Authorization", authorization));

    reply.isProblem(401, "unauthenticated");
    assertThat(reply.header("WWW-Authenticate")).isEqualTo("Bearer");
  }

  @Test
  void theSchemeMayBeWrittenInAnyCase() {
    assertThat(
            gateway
                .sendJson(
                    "POST",
                    "/v1/memories",
                    "{\"content\": \"x\"}",
                    Map.of("Authorization", "bearer alice"))
                .status())
        .isEqualTo(201);
  }

  @Test
  void aKeyThatCannotBeCheckedIsNotRefused() {
    Reply reply =
        gateway.sendJson("GET", "/v1/memories", "", Map.of("Authorization", "Bearer down"));

    reply.isProblem(503, "unavailable");
    assertThat(reply.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void aKeyForOtherActionsIsRefusedByTheService() {
    gateway
        .sendJson(
            "POST",
            "/v1/memories",
            "{\"content\": \"x\"}",
            Map.of("Authorization", "Bearer reader"))
        .isProblem(403, "permission-denied");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/jsonp",
        "application/json; charset=latin1",
        "multipart/form-data; boundary=x"
      })
  void aBodyThatIsNotJsonIsRefused(String type) {
    gateway
        .sendJson("POST", "/v1/memories", "{\"content\": \"x\"}", Map.of("Content-Type", type))
        .isProblem(415, "unsupported-media-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        JSON,
        "Application/JSON",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8"
      })
  void jsonMayBeNamedInSeveralWays(String type) {
    assertThat(
            gateway
                .sendJson(
                    "POST", "/v1/memories", "{\"content\": \"x\"}", Map.of("Content-Type", type))
                .status())
        .isEqualTo(201);
  }

  @Test
  void aCompressedBodyIsRefused() {
    gateway
        .sendJson("POST", "/v1/memories", "{}", Map.of("Content-Encoding", "gzip"))
        .isProblem(415, "unsupported-media-type");
  }

  @Test
  void anEmptyBodyIsRefused() {
    gateway
        .sendJson("POST", "/v1/memories", "", Map.of())
        .isProblem(400, "invalid-argument")
        .names("body", "is empty");
  }

  @Test
  void aBodyWhereNoneIsTakenIsRefused() {
    gateway
        .sendJson("DELETE", "/v1/memories/m1", "{\"filter\": {}}", Map.of())
        .isProblem(400, "invalid-argument")
        .names("body", "takes no body");
  }

  @Test
  void invalidUtf8IsRefused() {
    byte[] latin1 = "{\"content\": \"häuser\"}".getBytes(StandardCharsets.ISO_8859_1);

    gateway
        .send(
            "POST",
            "/v1/memories",
            Map.of("Authorization", "Bearer alice", "Content-Type", JSON),
            latin1)
        .isProblem(400, "invalid-argument")
        .names("body", "UTF-8");
  }

  @Test
  void aBodyOfAMegabyteArrivesWhole() {
    String content = "x".repeat(1 << 20);

    Reply reply = gateway.post("/v1/memories", "{\"content\": \"" + content + "\"}");

    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text("content")).isEqualTo(content);
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedByItsAnnouncedLength() throws IOException {
    String answer =
        RawHttp.exchange(
            base,
            "POST /v1/memories HTTP/1.1\r\nHost: x\r\nContent-Length: " + (LIMIT + 1) + "\r\n\r\n");

    assertThat(answer)
        .startsWith("HTTP/1.1 413")
        .contains("urn:mnemon:error:payload-too-large", "larger than " + LIMIT + " bytes");
  }

  @Test
  void aBodyBeyondTheLimitIsRefusedWithoutAnAnnouncedLength() throws IOException {
    String chunk = "100000\r\n" + "x".repeat(1 << 20) + "\r\n";

    String answer =
        RawHttp.exchange(
            base,
            "POST /v1/memories HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                + "Authorization: Bearer alice\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(9)
                + "0\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 413").contains("urn:mnemon:error:payload-too-large");
  }

  @Test
  void aBodyThatDoesNotComeIsGivenUp() throws IOException {
    String answer =
        RawHttp.exchange(
            base,
            "POST /v1/memories HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer alice\r\n"
                + "Content-Type: application/json\r\nContent-Length: 100\r\n\r\n{");

    assertThat(answer).startsWith("HTTP/1.1 408").contains("urn:mnemon:error:request-timeout");
  }

  @Test
  void aCallerThatAsksWhetherToGoOnIsToldSo() throws IOException {
    String body = "{\"content\": \"x\"}";

    String answer =
        RawHttp.exchange(
            base,
            "POST /v1/memories HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer alice\r\n"
                + "Connection: close\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n"
                + "Content-Length: "
                + body.length()
                + "\r\n\r\n"
                + body);

    assertThat(answer).startsWith("HTTP/1.1 100").contains("HTTP/1.1 201");
  }

  @Test
  void aConnectionGoesOnAfterARefusal() throws IOException {
    String refused = "GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n";
    String good =
        "GET /v1/memories/m1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer alice\r\n"
            + "Connection: close\r\n\r\n";

    String answer = RawHttp.exchange(base, refused + good);

    assertThat(answer).contains("HTTP/1.1 404", "HTTP/1.1 200");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "9000  | 414 | urn:mnemon:error:uri-too-long",
        "70000 | 414 |",
      })
  void aPathThatIsTooLongIsRefused(int length, String status, String type) throws IOException {
    String answer =
        RawHttp.exchange(
            base,
            "GET /v1/memories/"
                + "x".repeat(length)
                + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

    assertThat(answer)
        .matches("(?s)HTTP/1.[01] " + status + ".*")
        .contains(type == null ? "" : type);
  }

  @Test
  void headersThatAreTooLargeAreRefused() throws IOException {
    String answer =
        RawHttp.exchange(
            base,
            "GET /v1/memories HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Big: "
                + "x".repeat(20_000)
                + "\r\n\r\n");

    assertThat(answer).startsWith("HTTP/1.1 431").contains("urn:mnemon:error:headers-too-large");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GARBAGE\r\n\r\n",
        "GET nothing HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
      })
  void aRequestThatIsNotHttpIsRefused(String request) throws IOException {
    assertThat(RawHttp.exchange(base, request)).matches("(?s)HTTP/1.[01] 40[04].*");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/nothing", "/q/dev", "/health/nothing", "/v1/../../etc/passwd", "/%00"})
  void whateverElseIsAskedForIsNotThere(String path) {
    gateway.get(path).isProblem(404, "not-found");
  }

  @Test
  void answersTellBrowsersNotToGuess() {
    assertThat(gateway.get("/v1/memories").header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(gateway.get("/v1/memories").header("Cache-Control")).isEqualTo("no-store");
  }

  private int countOf(String id) {
    return gateway.get("/v1/memories/" + id).json().path("version").asInt();
  }

  private void goInMidSearch() throws IOException {
    int hanging = countOf("hanging");
    String body = "{\"query\": \"hang\"}";
    String request =
        "POST /v1/memories/search HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer alice\r\n"
            + "Content-Type: application/json\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    try (Socket client = new Socket(base.getHost(), base.getPort())) {
      client.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      await().until(() -> countOf("hanging") > hanging);
    }
  }

  @Test
  void aClientThatGoesInMidSearchEndsTheSearch() {
    int abandoned = countOf("abandoned");

    // Again, should this machine be so slow that the deadline came first.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              goInMidSearch();
              return countOf("abandoned") > abandoned;
            });
  }
}
