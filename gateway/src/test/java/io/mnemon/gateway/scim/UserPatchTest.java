package io.mnemon.gateway.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.mnemon.api.governance.v1.DirectoryEmail;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.gateway.scim.ScimException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A PATCH of a user, in the dialects that directories speak. */
class UserPatchTest {
  private static final DirectoryUserAttributes ADA =
      DirectoryUserAttributes.newBuilder()
          .setUserName("ada")
          .setExternalId("7")
          .setActive(true)
          .setGivenName("Ada")
          .setFamilyName("Byron")
          .addEmails(email("ada@home.example", "home", true))
          .build();

  @Test
  void entraWritesWordsForBooleansAndCapitalsForOperations() {
    assertThat(patch("{\"op\": \"Replace\", \"path\": \"active\", \"value\": \"False\"}"))
        .isEqualTo(ADA.toBuilder().setActive(false).build());
  }

  @Test
  void oktaWritesAnObjectWithoutAPath() {
    assertThat(patch("{\"op\": \"replace\", \"value\": {\"id\": \"u1\", \"active\": false}}"))
        .isEqualTo(ADA.toBuilder().setActive(false).build());
  }

  @Test
  void namesOfAnObjectArePaths() {
    assertThat(
            patch(
                """
                {"op": "Add", "value": {"name.familyName": "Lovelace", "displayName": "Ada L.",
                 "urn:ietf:params:scim:schemas:core:2.0:User:externalId": "8",
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department": "Maths",
                 "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {"division": "x"},
                 "emails[type eq \\"work\\"].value": "ada@acme.example"}}
                """))
        .isEqualTo(
            ADA.toBuilder()
                .setFamilyName("Lovelace")
                .setDisplayName("Ada L.")
                .setExternalId("8")
                .addEmails(email("ada@acme.example", "work", false))
                .build());
  }

  @Test
  void anAddressThatAFilterChoosesIsChangedMadeAndRemoved() {
    String path = "\"path\": \"emails[type eq \\\"home\\\"].value\"";
    assertThat(patch("{\"op\": \"Replace\", " + path + ", \"value\": \"new@home.example\"}"))
        .extracting(DirectoryUserAttributes::getEmailsList)
        .asList()
        .containsExactly(email("new@home.example", "home", true));
    assertThat(patch("{\"op\": \"remove\", \"path\": \"emails[type eq \\\"home\\\"]\"}"))
        .isEqualTo(ADA.toBuilder().clearEmails().build());
    assertThat(patch("{\"op\": \"remove\", \"path\": \"emails[type eq \\\"work\\\"]\"}"))
        .isEqualTo(ADA);
    assertThat(
            patch(
                """
                {"op": "replace", "path": "emails[type eq \\"work\\" and primary eq true]",
                 "value": {"value": "ada@acme.example"}}
                """))
        .extracting(DirectoryUserAttributes::getEmailsList)
        .asList()
        .containsExactly(
            email("ada@home.example", "home", false), email("ada@acme.example", "work", true));
  }

  @Test
  void addressesAreAddedOnceAndReplacedTogether() {
    String again = "[{\"value\": \"ADA@home.example\", \"type\": \"other\"}]";
    assertThat(patch("{\"op\": \"add\", \"path\": \"emails\", \"value\": " + again + "}"))
        .extracting(DirectoryUserAttributes::getEmailsList)
        .asList()
        .containsExactly(email("ADA@home.example", "other", false));
    assertThat(patch("{\"op\": \"replace\", \"path\": \"emails\", \"value\": []}").getEmailsList())
        .isEmpty();
    assertThat(patch("{\"op\": \"remove\", \"path\": \"emails\"}").getEmailsList()).isEmpty();
  }

  @Test
  void aNameIsAddedToAndReplaced() {
    String name = "{\"formatted\": \"Ada Byron\"}";
    assertThat(patch("{\"op\": \"add\", \"path\": \"name\", \"value\": " + name + "}"))
        .isEqualTo(ADA.toBuilder().setFormattedName("Ada Byron").build());
    assertThat(patch("{\"op\": \"replace\", \"path\": \"name\", \"value\": " + name + "}"))
        .isEqualTo(
            ADA.toBuilder()
                .clearGivenName()
                .clearFamilyName()
                .setFormattedName("Ada Byron")
                .build());
    assertThat(patch("{\"op\": \"remove\", \"path\": \"name.givenName\"}").getGivenName())
        .isEmpty();
  }

  @Test
  void stepsFollowEachOtherAndNothingMeansAway() {
    assertThat(
            patch(
                """
                {"op": "replace", "path": "externalId", "value": "9"},
                {"op": "replace", "value": {"externalId": null, "title": "Countess"}}
                """))
        .isEqualTo(ADA.toBuilder().clearExternalId().build());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"op\": \"erase\", \"path\": \"active\"} | INVALID_SYNTAX",
        "{\"path\": \"active\"} | INVALID_SYNTAX",
        "\"active\" | INVALID_SYNTAX",
        "{\"op\": \"add\", \"value\": 5} | INVALID_SYNTAX",
        "{\"op\": \"add\", \"path\": 5, \"value\": 5} | INVALID_SYNTAX",
        "{\"op\": \"remove\"} | NO_TARGET",
        "{\"op\": \"replace\", \"path\": \"active\"} | INVALID_VALUE",
        "{\"op\": \"replace\", \"path\": \"active\", \"value\": 1} | INVALID_VALUE",
        "{\"op\": \"replace\", \"path\": \"displayName\", \"value\": {}} | INVALID_VALUE",
        "{\"op\": \"add\", \"path\": \"shoeSize\", \"value\": 5} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"name.nick\", \"value\": 5} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"userName.x\", \"value\": 5} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"emails.value\", \"value\": \"a\"} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"emails[type\", \"value\": \"a\"} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"urn:x:y:User:a\", \"value\": \"a\"} | INVALID_PATH",
        "{\"op\": \"add\", \"path\": \"emails[type ne \\\"a\\\"].value\", \"value\": \"a\"} | INVALID_FILTER",
        "{\"op\": \"remove\", \"path\": \"userName\"} | MUTABILITY",
        "{\"op\": \"remove\", \"path\": \"active\"} | MUTABILITY",
        "{\"op\": \"replace\", \"path\": \"id\", \"value\": \"u2\"} | MUTABILITY",
        "{\"op\": \"add\", \"path\": \"groups\", \"value\": []} | MUTABILITY",
        "{\"op\": \"replace\", \"value\": {\"meta\": {}}} | MUTABILITY"
      })
  void whatCannotBeDoneIsRefused(String operation, Reason reason) {
    assertThatThrownBy(() -> patch(operation))
        .isInstanceOfSatisfying(
            ScimException.class,
            e -> {
              assertThat(e.reason()).as(e.detail()).contains(reason);
              assertThat(e.status()).isEqualTo(400);
            });
  }

  @Test
  void aPathIsShortWhateverItSays() {
    String path = "emails[" + "not (".repeat(100_000) + "]";

    assertThatThrownBy(
            () -> patch("{\"op\": \"add\", \"path\": \"" + path + "\", \"value\": \"a\"}"))
        .isInstanceOf(ScimException.class)
        .hasMessageContaining("at most 1000 characters");
  }

  private static DirectoryUserAttributes patch(String operations) {
    String body = "{\"operations\": [" + operations + "]}";
    return UserPatch.apply(
        DirectoryUser.newBuilder().setId("u1").setAttributes(ADA).build(),
        PatchReader.read(Json.parse(ByteString.copyFromUtf8(body)), Schema.USER));
  }

  private static DirectoryEmail email(String value, String type, boolean primary) {
    return DirectoryEmail.newBuilder().setValue(value).setType(type).setPrimary(primary).build();
  }
}
