package io.mnemon.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class RequestJournalTest {
  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  private final HeapLog log = new HeapLog();

  @BeforeEach
  void listen() {
    Logger.getLogger("").addHandler(log);
  }

  @AfterEach
  void stopListening() {
    Logger.getLogger("").removeHandler(log);
  }

  @Test
  void everyRequestHasOneLineThatTellsWhoAskedForWhat() {
    new HttpGateway(base)
        .sendJson(
            "POST", "/v1/memories", "{\"content\": \"tea\"}", Map.of("X-Request-Id", "line-1"));

    await().untilAsserted(() -> assertThat(log.linesOf("line-1")).hasSize(1));
    Map<String, String> fields = log.linesOf("line-1").getFirst().getMdcCopy();
    assertThat(fields)
        .containsEntry("edge", "rest")
        .containsEntry("method", "AddMemory")
        .containsEntry("status", "201")
        .containsEntry("tenant", "00000000-0000-7000-8000-000000000001")
        .containsEntry("principal", "00000000-0000-7000-8000-00000000000a")
        .containsKeys("ms", "trace_id");
  }

  @Test
  void neitherContentNorKeysAreLogged() {
    HttpGateway gateway = new HttpGateway(base);
    for (String content : List.of("classified-content", "fail-unexpected", "fail-field")) {
      gateway.post(
          "/v1/memories", "{\"content\": \"%s\", \"episode\": \"classified\"}".formatted(content));
    }
    gateway.sendJson(
        "POST",
        "/v1/memories",
        "{\"classified\": \"classified-content\"}",
        Map.of("Authorization", "Bearer classified-key", "X-Request-Id", "last"));
    gateway.get("/v1/memories?user=classified&tag=classified");
    gateway.sendJson("GET", "/v1/nothing", "", Map.of("X-Request-Id", "end"));

    await().untilAsserted(() -> assertThat(log.linesOf("end")).hasSize(1));
    assertThat(log.text()).isNotEmpty().noneMatch(line -> line.contains("classified"));
  }

  /** Everything that is logged while a test listens. */
  private static final class HeapLog extends Handler {
    private final List<ExtLogRecord> records = new CopyOnWriteArrayList<>();

    List<ExtLogRecord> linesOf(String requestId) {
      return records.stream()
          .filter(line -> "io.mnemon.access".equals(line.getLoggerName()))
          .filter(line -> requestId.equals(line.getMdc("request_id")))
          .toList();
    }

    List<String> text() {
      return records.stream()
          .map(line -> line.getFormattedMessage() + " " + line.getMdcCopy())
          .toList();
    }

    @Override
    public void publish(LogRecord line) {
      ExtLogRecord copy = ExtLogRecord.wrap(line);
      copy.copyMdc();
      records.add(copy);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
