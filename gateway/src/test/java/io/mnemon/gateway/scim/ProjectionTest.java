package io.mnemon.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProjectionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        " | | schemas id userName name emails",
        "USERNAME | | schemas id userName",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName | | schemas id userName",
        "name, userName | | schemas id userName name",
        "userName | userName | schemas id userName",
        "shoeSize | | schemas id",
        " | emails,id,schemas | schemas id userName name",
      })
  void whatIsWantedIsShown(@Nullable String wanted, @Nullable String unwanted, String shown) {
    ObjectNode projected = Projection.of(wanted, unwanted, Schema.USER).of(resource());

    assertThat(projected.propertyStream().map(field -> field.getKey()))
        .containsExactlyInAnyOrder(shown.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "emails.value | | [{\"value\":\"a\"},{\"value\":\"b\"}]",
        " | emails.type | [{\"value\":\"a\"},{\"value\":\"b\"}]",
        "emails,emails.value | | [{\"value\":\"a\",\"type\":\"work\"},{\"value\":\"b\",\"type\":\"home\"}]",
      })
  void partsOfManyAreShown(@Nullable String wanted, @Nullable String unwanted, String shown) {
    ObjectNode projected = Projection.of(wanted, unwanted, Schema.USER).of(resource());

    assertThat(projected.path("emails")).hasToString(shown);
  }

  private static ObjectNode resource() {
    return Json.parse(
        ByteString.copyFromUtf8(
            """
            {"schemas": [], "id": "1", "userName": "ada", "name": {"givenName": "Ada"},
             "emails": [{"value": "a", "type": "work"}, {"value": "b", "type": "home"}]}
            """));
  }
}
