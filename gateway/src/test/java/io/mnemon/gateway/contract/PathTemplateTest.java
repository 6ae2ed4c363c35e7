package io.mnemon.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathTemplateTest {
  @Test
  void variablesTakeWholeSegments() {
    assertThat(
            PathTemplate.of("/v1/units/{unit}/members/{principal}")
                .match("/v1/units/u1/members/team:alice"))
        .contains(Map.of("unit", "u1", "principal", "team:alice"));
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/memories/{id}, /v1/memories",
    "/v1/memories/{id}, /v1/memories/",
    "/v1/memories/{id}, /v1/memories/a/b",
    "/v1/memories/{id}, /v1/memories/a/",
    "/v1/memories:batch, /v1/memories",
    "/v1/memories/{id}:restore, /v1/memories/a",
    "/v1/memories.batch, /v1/memoriesxbatch",
  })
  void anotherPathDoesNotMatch(String template, String path) {
    assertThat(PathTemplate.of(template).match(path)).isEmpty();
  }

  @Test
  void aCustomVerbIsNotPartOfTheVariable() {
    assertThat(PathTemplate.of("/v1/memories/{id}:restore").match("/v1/memories/a:restore"))
        .contains(Map.of("id", "a"));
  }
}
