package io.mnemon.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class PagesTest {
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
  @CsvSource({
    "/openapi, application/json",
    "/docs, text/html; charset=utf-8",
    "/docs/docs.js, text/javascript; charset=utf-8",
    "/docs/docs.css, text/css; charset=utf-8",
    "/health/live, application/json; charset=UTF-8",
    "/health/ready, application/json; charset=UTF-8",
    "/metrics, application/openmetrics-text",
  })
  void needNoKey(String path, String type) {
    Reply reply = gateway.send("GET", path, Map.of(), new byte[0]);

    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.header("Content-Type")).startsWith(type);
    assertThat(reply.body()).isNotBlank();
  }

  @Test
  void theRootLeadsToTheDocumentation() {
    Reply reply = gateway.get("/");

    assertThat(reply.status()).isEqualTo(302);
    assertThat(reply.header("Location")).isEqualTo("/docs");
  }

  @Test
  void theDocumentationLoadsNothingFromElsewhere() {
    Reply page = gateway.get("/docs");
    Matcher links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page.body());

    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'self'");
    assertThat(links.results().map(link -> link.group(1)))
        .isNotEmpty()
        .allSatisfy(link -> assertThat(gateway.get(link).status()).isEqualTo(200));
  }

  @Test
  void aPageIsReadOnly() {
    assertThat(gateway.post("/openapi", "{}").isProblem(405, "method-not-allowed").header("Allow"))
        .isEqualTo("GET, HEAD");
  }

  @Test
  void requestsAreMeasuredByMethodAndStatus() {
    gateway.get("/v1/memories/some-id");

    assertThat(gateway.get("/metrics").body())
        .containsPattern(
            "mnemon_requests_seconds_bucket\\{[^}]*edge=\"rest\"[^}]*method=\"GetMemory\"[^}]*status=\"200\"")
        .doesNotContain("some-id");
  }
}
