package io.mnemon.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A PATCH of a group, in the dialects that directories speak. */
class GroupPatchTest {
  private static final String MEMBERS = "\"path\": \"members\", \"value\": ";

  @Test
  void entraAddsAndRemovesMembersByValue() {
    assertThat(
            patch(
                "{\"op\": \"Add\", "
                    + MEMBERS
                    + "[{\"$ref\": null, \"value\": \"1\"}]},"
                    + "{\"op\": \"Remove\", "
                    + MEMBERS
                    + "[{\"value\": \"2\"}]}"))
        .isEqualTo(change().addAddMembers("1").addRemoveMembers("2").build());
  }

  @Test
  void oktaNamesTheIdAndRemovesMembersByFilter() {
    assertThat(
            patch(
                """
                {"op": "replace", "value": {"id": "g1", "displayName": "Builders"}},
                {"op": "remove", "path": "members[value eq \\"2\\"]"}
                """))
        .isEqualTo(change().setDisplayName("Builders").addRemoveMembers("2").build());
  }

  @Test
  void theLastWordCounts() {
    assertThat(
            patch(
                "{\"op\": \"add\", "
                    + MEMBERS
                    + "[{\"value\": \"1\"}, {\"value\": \"2\"}]},"
                    + "{\"op\": \"remove\", \"path\": \"members[value eq \\\"1\\\"]\"},"
                    + "{\"op\": \"remove\", \"path\": \"members[value eq \\\"3\\\"]\"},"
                    + "{\"op\": \"add\", "
                    + MEMBERS
                    + "\"3\"}"))
        .isEqualTo(change().addAddMembers("2").addAddMembers("3").addRemoveMembers("1").build());
    assertThat(
            patch(
                "{\"op\": \"add\", "
                    + MEMBERS
                    + "{\"value\": \"1\"}},"
                    + "{\"op\": \"replace\", "
                    + MEMBERS
                    + "[{\"value\": \"2\"}]}"))
        .isEqualTo(change().setReplaceMembers(true).addAddMembers("2").build());
    assertThat(patch("{\"op\": \"remove\", \"path\": \"members\"}"))
        .isEqualTo(change().setReplaceMembers(true).build());
  }

  @Test
  void thousandsComeAtOnce() {
    String values =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "{\"value\": \"" + i + "\"}")
            .collect(Collectors.joining(","));

    assertThat(patch("{\"op\": \"add\", " + MEMBERS + "[" + values + "]}").getAddMembersList())
        .hasSize(5_000);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"op\": \"add\", \"path\": \"members\", \"value\": [5]} | INVALID_VALUE",
        "{\"op\": \"add\", \"path\": \"members\", \"value\": [{\"value\": \"1\", \"type\": \"Group\"}]} | INVALID_VALUE",
        "{\"op\": \"replace\", \"path\": \"members[value eq \\\"1\\\"]\", \"value\": \"2\"} | MUTABILITY",
        "{\"op\": \"remove\", \"path\": \"members[display eq \\\"1\\\"]\"} | INVALID_FILTER",
        "{\"op\": \"remove\", \"path\": \"members[value eq 1]\"} | INVALID_FILTER",
        "{\"op\": \"add\", \"path\": \"members.value\", \"value\": \"1\"} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"userName\", \"value\": \"1\"} | INVALID_PATH",
        "{\"op\": \"remove\", \"path\": \"displayName\"} | MUTABILITY",
        "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": \"\"} | MUTABILITY",
        "{\"op\": \"replace\", \"value\": {\"id\": \"g2\"}} | MUTABILITY"
      })
  void whatCannotBeDoneIsRefused(String operation, Reason reason) {
    assertThatThrownBy(() -> patch(operation))
        .isInstanceOfSatisfying(
            ScimException.class, e -> assertThat(e.reason()).as(e.detail()).contains(reason));
  }

  private static ChangeDirectoryGroupRequest patch(String operations) {
    String body = "{\"Operations\": [" + operations + "]}";
    return GroupPatch.change(
            "g1", PatchReader.read(Json.parse(ByteString.copyFromUtf8(body)), Schema.GROUP))
        .build();
  }

  private static ChangeDirectoryGroupRequest.Builder change() {
    return ChangeDirectoryGroupRequest.newBuilder().setId("g1");
  }
}
