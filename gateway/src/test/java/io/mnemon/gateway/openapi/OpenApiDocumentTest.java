package io.mnemon.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.json.JsonBodies;
import io.mnemon.gateway.json.Refusals;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.parser.OpenAPIV3Parser;
import io.swagger.v3.parser.core.models.ParseOptions;
import io.swagger.v3.parser.core.models.SwaggerParseResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiDocumentTest {
  private final PublicMethods methods = PublicMethods.ofContract();
  private final String json = OpenApiDocument.of(methods).json();

  @Test
  void isValidOpenApi() {
    ParseOptions options = new ParseOptions();
    options.setResolve(true);

    SwaggerParseResult result = new OpenAPIV3Parser().readContents(json, null, options);

    assertThat(result.getMessages()).isEmpty();
    assertThat(result.isOpenapi31()).isTrue();
  }

  @Test
  void hasEveryRouteAndNoOther() {
    Set<String> expected = new TreeSet<>();
    methods.all().forEach(method -> expected.add(method.verb() + " " + method.path().text()));

    Set<String> described = new TreeSet<>();
    parsed()
        .getPaths()
        .forEach(
            (path, item) ->
                item.readOperationsMap()
                    .forEach((verb, operation) -> described.add(verb + " " + path)));

    assertThat(described).isEqualTo(expected);
  }

  @Test
  void saysInTheWordsOfTheContractWhatAMethodDoes() {
    Operation add = operation("AddMemory");

    assertThat(add.getDescription()).startsWith("Keeps one memory. Adding the same content");
    assertThat(add.getSummary()).isEqualTo("Keeps one memory");
    assertThat(add.getResponses()).containsKeys("200", "201", "400", "401", "413", "default");
    assertThat(json).contains("UTF-8 text, 1 byte to 64 KiB.");
  }

  @ParameterizedTest
  @CsvSource({
    "ListUnits, 404, true",
    "AddMemory, 404, true",
    "ListRoles, 404, false",
    "CreateRole, 409, true",
    "ListMemories, 409, false",
  })
  void saysWhichRefusalsThereAre(String method, String status, boolean said) {
    assertThat(operation(method).getResponses().containsKey(status)).isEqualTo(said);
  }

  @Test
  void everyParameterAndEveryMethodIsDescribed() {
    OpenAPI api = parsed();

    for (PathItem item : api.getPaths().values()) {
      for (Operation operation : item.readOperations()) {
        assertThat(operation.getSummary()).isNotBlank();
        assertThat(operation.getTags()).hasSize(1);
      }
    }
    assertThat(api.getTags()).allSatisfy(tag -> assertThat(tag.getDescription()).isNotBlank());
  }

  @Test
  void everyReferenceLeadsSomewhere() throws JsonProcessingException {
    JsonNode root = new ObjectMapper().readTree(json);
    Matcher references = Pattern.compile("\"\\$ref\":\"#([^\"]+)\"").matcher(json);
    List<String> broken = new ArrayList<>();
    while (references.find()) {
      if (root.at(references.group(1)).isMissingNode()) {
        broken.add(references.group(1));
      }
    }

    assertThat(broken).isEmpty();
  }

  @Test
  void theExamplesAreRequestsThatTheGatewayAccepts() throws JsonProcessingException {
    JsonNode root = new ObjectMapper().readTree(json);
    int examples = 0;
    for (PublicMethod method : methods.all()) {
      JsonNode example =
          root.path("paths")
              .path(method.path().text())
              .path(method.verb().name().toLowerCase(Locale.ROOT))
              .path("requestBody")
              .path("content")
              .path("application/json")
              .path("example");
      if (!example.isMissingNode()) {
        Refusals refusals = new Refusals();
        JsonBodies.read(ByteString.copyFromUtf8(example.toString()), body(method), refusals);
        refusals.throwIfAny();
        examples++;
      }
    }

    assertThat(examples).isGreaterThanOrEqualTo(9);
  }

  private static Message.Builder body(PublicMethod method) {
    Message.Builder request = method.newRequest();
    return method.body().equals("*")
        ? request
        : request.newBuilderForField(
            Objects.requireNonNull(method.input().findFieldByName(method.body())));
  }

  private Operation operation(String name) {
    return parsed().getPaths().values().stream()
        .flatMap(item -> item.readOperations().stream())
        .filter(operation -> operation.getOperationId().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private OpenAPI parsed() {
    return Objects.requireNonNull(
        new OpenAPIV3Parser().readContents(json, null, new ParseOptions()).getOpenAPI());
  }
}
