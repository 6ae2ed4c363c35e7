package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.Locale;
import java.util.Set;

/** The schemas of resources. */
enum Schema {
  USER("urn:ietf:params:scim:schemas:core:2.0:User"),
  GROUP("urn:ietf:params:scim:schemas:core:2.0:Group");

  /** What directories say of users besides, and what nobody here asks for. */
  static final String ENTERPRISE_USER =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** Attributes of the core schema of users that are not kept. */
  private static final Set<String> NOT_KEPT =
      Set.of(
          "nickname",
          "profileurl",
          "title",
          "usertype",
          "preferredlanguage",
          "locale",
          "timezone",
          "password",
          "phonenumbers",
          "ims",
          "photos",
          "addresses",
          "entitlements",
          "roles",
          "x509certificates");

  private final String urn;

  Schema(String urn) {
    this.urn = urn;
  }

  String urn() {
    return urn;
  }

  /**
   * Requires that a resource is of this schema, if it says of which it is.
   *
   * @throws ScimException invalidValue
   */
  void require(ObjectNode resource) {
    JsonNode schemas = Json.member(resource, "schemas");
    if (schemas.isMissingNode()) {
      return;
    }
    for (JsonNode schema : schemas) {
      if (schema.asText().equalsIgnoreCase(urn)) {
        return;
      }
    }
    throw ScimException.bad(Reason.INVALID_VALUE, "schemas must name " + urn);
  }

  /** Whether a user may have such an attribute, though it is not kept. */
  static boolean isNotKept(String attribute) {
    return NOT_KEPT.contains(attribute.toLowerCase(Locale.ROOT));
  }
}
