package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's interface of embeddings, as its clients speak it, and with no right more. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompatEmbeddingsIT {
  private static final String PATH = "/v1/embeddings";
  private static final String MODEL = "bge-small-en-v1.5-q8";
  private static final List<String> TEXTS = List.of("Nora sails", "The ship is new");

  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private Platform platform;
  private Http http;
  private Control company;
  private String key;
  private String narrowKey;

  @BeforeAll
  void foundACompany() {
    platform = Platform.shared();
    http = platform.http();
    Control control = new Control(http, platform.adminKey());
    JsonNode made = control.tenant("embeddings " + run);
    company = new Control(http, made.path("key").asText());
    String tenant = made.path("tenant").path("id").asText();
    key = company.application(tenant, "everybody", "");
    narrowKey = company.application(tenant, "some", "mild-");
  }

  private JsonNode create(String token, Map<String, ?> wish, int status) {
    return http.send(Call.post(PATH, wish).key(token), status).json();
  }

  private static List<Float> floats(JsonNode vector) {
    List<Float> floats = new ArrayList<>();
    vector.forEach(one -> floats.add(one.floatValue()));
    return floats;
  }

  private static List<Float> floats(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    List<Float> floats = new ArrayList<>();
    while (buffer.hasRemaining()) {
      floats.add(buffer.getFloat());
    }
    return floats;
  }

  @Test
  void everyDoorGivesTheSameVectors() {
    JsonNode asFloats = create(key, Map.of("model", MODEL, "input", TEXTS), 200);
    JsonNode asBase64 =
        create(key, Map.of("model", "default", "input", TEXTS, "encoding_format", "base64"), 200);
    JsonNode ours =
        http.send(Call.post("/v1/embeddings:batch", Map.of("input", TEXTS)).key(key), 200).json();
    CreateEmbeddingsResponse overGrpc = overGrpc();

    assertThat(asFloats.path("model").asText()).isEqualTo(MODEL);
    assertThat(overGrpc.getModel()).isEqualTo(MODEL);
    for (int i = 0; i < TEXTS.size(); i++) {
      JsonNode one = asFloats.path("data").path(i);
      byte[] bytes = Base64.getDecoder().decode(asBase64.at("/data/" + i + "/embedding").asText());
      assertThat(one.path("index").asInt()).isEqualTo(i);
      assertThat(floats(one.path("embedding"))).hasSize(384).isEqualTo(floats(bytes));
      assertThat(overGrpc.getVectors(i))
          .isEqualTo(asBase64.at("/data/" + i + "/embedding").asText());
      assertThat(ours.path("vectors").path(i).asText())
          .isEqualTo(asBase64.at("/data/" + i + "/embedding").asText());
    }
    assertThat(asFloats.at("/usage/prompt_tokens").asLong())
        .isEqualTo(overGrpc.getTokens())
        .isEqualTo(asFloats.at("/usage/total_tokens").asLong())
        .isPositive();
  }

  private CreateEmbeddingsResponse overGrpc() {
    try (Grpc grpc = new Grpc(platform.grpcPort())) {
      return Grpc.with(key, EmbeddingServiceGrpc.newBlockingStub(grpc.channel()))
          .createEmbeddings(CreateEmbeddingsRequest.newBuilder().addAllInput(TEXTS).build());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\": \"gpt\", \"input\": \"a\"} | 404 | model_not_found | model",
        "{\"model\": \"default\", \"input\": \"\"} | 400 | invalid_value | input[0]",
        "{\"model\": \"default\", \"input\": [[7]]} | 400 | invalid_value | input[0]",
        "{\"model\": \"default\", \"input\": []} | 400 | invalid_value | input",
        "{\"model\": \"default\", \"input\": \"a\", \"dimensions\": 7} | 400 | invalid_value | dimensions",
        "{\"input\": \"a\"} | 400 | invalid_value | model",
        "{\"input\" | 400 | invalid_value | body",
        "{\"model\": \"default\", \"input\": \"a\", \"user\": \"\\u0000\"} | 400 | invalid_value | user",
      })
  void aRefusalHasTheirForm(String body, int status, String code, String parameter) {
    JsonNode refused =
        http.send(Call.of("POST", PATH).json(body).key(key), status).json().path("error");

    assertThat(refused.path("code").asText()).isEqualTo(code);
    assertThat(refused.path("param").asText()).isEqualTo(parameter);
    assertThat(refused.path("message").asText()).startsWith(parameter);
    assertThat(refused.path("type").asText()).isEqualTo("invalid_request_error");
  }

  @Test
  void nobodyComesInWithoutACredential() {
    for (Call call :
        List.of(
            Call.post(PATH, Map.of("model", MODEL, "input", "a")),
            Call.post(PATH, Map.of("model", MODEL, "input", "a")).key("wrong"))) {
      JsonNode refused = http.send(call, 401).json().path("error");

      assertThat(refused.path("code").asText()).isEqualTo("invalid_api_key");
      assertThat(refused.path("message").asText()).isNotBlank();
    }
    http.send(Call.get(PATH).key(key), 405);
    http.send(Call.get(PATH + "/other").key(key), 404);
  }

  @Test
  void itIsForThoseWhomTheCredentialMayActForAndWhoMay() {
    Map<String, ?> forSven = Map.of("model", MODEL, "input", "a", "user", "sven");
    String searcher =
        company
            .newKey(Map.of("principal", "everybody", "scopes", List.of("memory.search")))
            .path("key")
            .asText();

    JsonNode outside = create(narrowKey, forSven, 404);
    JsonNode notForThis = create(searcher, Map.of("model", MODEL, "input", "a"), 403);

    assertThat(outside.at("/error/code").asText()).isEqualTo("not_found");
    assertThat(outside.at("/error/message").asText()).contains("sven");
    assertThat(notForThis.at("/error/type").asText()).isEqualTo("permission_error");
    create(key, forSven, 200);
    create(narrowKey, Map.of("model", MODEL, "input", "a", "user", "mild-red"), 200);
    http.send(
        Call.of("PUT", "/v1/policies/no-vectors")
            .json(
                Json.write(
                    Map.of(
                        "text",
                        "forbid (principal, action == Mnemon::Action::\"memory.embed\", resource);")))
            .key(company.key()),
        200);
    assertThat(create(key, forSven, 403).at("/error/message").asText()).contains("no-vectors");
    http.send(Call.of("DELETE", "/v1/policies/no-vectors").key(company.key()), 204);
  }
}
