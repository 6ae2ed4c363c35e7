package io.mnemon.gateway.compat.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Problem;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsTest {
  /** The floats 1 and -2, little-endian. */
  private static final String VECTOR = "AACAPwAAAMA=";

  private final List<String> calls = new ArrayList<>();

  private String asked(String body) {
    CompatRequest request =
        new CompatRequest(
            Map.of(),
            Map.of(),
            name -> Optional.empty(),
            ByteString.copyFromUtf8(body.replace('\'', '"')),
            Caller.service("test"),
            this::call);
    return text(Embeddings.create(request));
  }

  private ObjectNode call(String method, ObjectNode request) {
    calls.add(method + request.toString().replace('"', '\''));
    ObjectNode answer = Json.object().put("model", "bge").put("tokens", "7");
    request.path("input").forEach(text -> answer.withArray("vectors").add(VECTOR));
    return answer;
  }

  private static String text(Answer answer) {
    return answer.body().toStringUtf8().replace('"', '\'');
  }

  @Test
  void textsBecomeNumberedVectors() {
    String answer = asked("{'input':['a','b'],'model':'bge','dimensions':2,'user':'lea'}");

    assertThat(calls)
        .containsExactly(
            "CreateEmbeddings{'model':'bge','input':['a','b'],'dimensions':2,'user':'lea'}");
    assertThat(answer)
        .isEqualTo(
            "{'object':'list','data':["
                + "{'object':'embedding','index':0,'embedding':[1.0,-2.0]},"
                + "{'object':'embedding','index':1,'embedding':[1.0,-2.0]}],"
                + "'model':'bge','usage':{'prompt_tokens':7,'total_tokens':7}}");
  }

  @Test
  void base64IsHandedOnAsItIs() {
    assertThat(asked("{'input':'a','model':'bge','encoding_format':'base64'}"))
        .contains("'embedding':'" + VECTOR + "'");
    assertThat(calls).containsExactly("CreateEmbeddings{'model':'bge','input':['a']}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"model\":\"bge\"} | input: is missing",
        "{\"input\":3,\"model\":\"bge\"} | input: must be a text or a list of texts",
        "{\"input\":[1,2],\"model\":\"bge\"} | input[0]: is made of tokens",
        "{\"input\":[[1,2]],\"model\":\"bge\"} | input[0]: is made of tokens",
        "{\"input\":[\"a\",{}],\"model\":\"bge\"} | input[1]: must be a text",
        "{\"input\":\"a\"} | model: is missing",
        "{\"input\":\"a\",\"model\":{}} | model: must be a text",
        "{\"input\":\"a\",\"model\":\"bge\",\"dimensions\":\"x\"} | dimensions: must be a whole",
        "{\"input\":\"a\",\"model\":\"bge\",\"encoding_format\":\"hex\"} | encoding_format: must",
        "{\"input\":\"a\",\"model\":\"bge\",\"inputs\":1} | inputs: is not known",
        "{\"input\":\"a\",\"model\":\"bge\",\"user\":[]} | user: must be a text",
      })
  void aMistakeIsNamed(String body, String message) {
    assertThatThrownBy(() -> asked(body))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith(message);
    assertThat(calls).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INVALID_ARGUMENT,input,400,invalid_request_error,invalid_value",
    "UNAUTHENTICATED,,401,authentication_error,invalid_api_key",
    "PERMISSION_DENIED,,403,permission_error,permission_denied",
    "NOT_FOUND,model,404,invalid_request_error,model_not_found",
    "NOT_FOUND,,404,invalid_request_error,not_found",
    "RESOURCE_EXHAUSTED,,429,rate_limit_error,rate_limit_exceeded",
    "UNAVAILABLE,,503,server_error,unavailable",
    "INTERNAL,,500,server_error,internal",
  })
  void refusalsHaveTheirForm(ErrorCode code, String field, int status, String type, String word) {
    List<Violation> violations = field == null ? List.of() : List.of(new Violation(field, "no"));

    Answer answer =
        new OpenAiApi().refusal(Problem.of(new ServiceException(code, "no", violations, null)));

    assertThat(answer.status()).isEqualTo(status);
    String parameter = field == null ? "null" : "'" + field + "'";
    assertThat(text(answer))
        .isEqualTo(
            "{'error':{'message':'no','type':'%s','param':%s,'code':'%s'}}"
                .formatted(type, parameter, word));
  }

  @Test
  void whoAskedTooOftenIsToldWhenToComeBack() {
    Problem problem = Problem.of(ServiceException.exhausted("slower", Duration.ofSeconds(3)));

    assertThat(new OpenAiApi().refusal(problem).headers()).containsEntry("Retry-After", "3");
  }
}
