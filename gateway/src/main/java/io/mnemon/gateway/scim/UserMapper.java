package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.governance.v1.DirectoryEmail;
import io.mnemon.api.governance.v1.DirectoryGroupRef;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.List;
import java.util.Optional;

/** Users as SCIM writes them. */
final class UserMapper {
  private UserMapper() {}

  /**
   * What a resource says of a user.
   *
   * @throws ScimException invalidValue for an attribute of another type
   */
  static DirectoryUserAttributes attributes(ObjectNode resource) {
    Schema.USER.require(resource);
    DirectoryUserAttributes.Builder user =
        DirectoryUserAttributes.newBuilder()
            .setUserName(Json.text("userName", Json.member(resource, "userName")))
            .setExternalId(Json.text("externalId", Json.member(resource, "externalId")))
            .setDisplayName(Json.text("displayName", Json.member(resource, "displayName")))
            .addAllEmails(emails(Json.member(resource, "emails")));
    if (user.getUserName().isBlank()) {
      throw ScimException.bad(Reason.INVALID_VALUE, "userName is required");
    }
    JsonNode active = Json.member(resource, "active");
    if (!active.isMissingNode()) {
      user.setActive(Json.bool("active", active));
    }
    name(Json.member(resource, "name"), user);
    return user.build();
  }

  /** Takes over the parts of a name that are there. */
  static void name(JsonNode name, DirectoryUserAttributes.Builder user) {
    if (name.isMissingNode()) {
      return;
    }
    if (!name.isObject()) {
      throw ScimException.bad(Reason.INVALID_VALUE, "name must be an object");
    }
    part(name, "givenName").ifPresent(user::setGivenName);
    part(name, "familyName").ifPresent(user::setFamilyName);
    part(name, "formatted").ifPresent(user::setFormattedName);
  }

  private static Optional<String> part(JsonNode name, String part) {
    JsonNode value = Json.member(name, part);
    return value.isMissingNode() ? Optional.empty() : Optional.of(Json.text("name." + part, value));
  }

  /** One e-mail address or a list of them; those without a value are left out. */
  static List<DirectoryEmail> emails(JsonNode emails) {
    if (emails.isMissingNode() || emails.isNull()) {
      return List.of();
    }
    ArrayNode list =
        emails instanceof ArrayNode array
            ? array
            : JsonNodeFactory.instance.arrayNode().add(emails);
    return list.valueStream()
        .map(UserMapper::email)
        .filter(email -> !email.getValue().isBlank())
        .toList();
  }

  private static DirectoryEmail email(JsonNode email) {
    if (email.isTextual()) {
      return DirectoryEmail.newBuilder().setValue(email.asText()).build();
    }
    if (!email.isObject()) {
      throw ScimException.bad(Reason.INVALID_VALUE, "emails must be objects with a value");
    }
    JsonNode primary = Json.member(email, "primary");
    return DirectoryEmail.newBuilder()
        .setValue(Json.text("emails.value", Json.member(email, "value")))
        .setType(Json.text("emails.type", Json.member(email, "type")))
        .setPrimary(!primary.isMissingNode() && Json.bool("emails.primary", primary))
        .build();
  }

  /**
   * @param base the address of SCIM as the client knows it
   */
  static ObjectNode resource(DirectoryUser user, String base) {
    DirectoryUserAttributes attributes = user.getAttributes();
    ObjectNode resource = Json.object();
    resource.putArray("schemas").add(Schema.USER.urn());
    resource.put("id", user.getId());
    text(resource, "externalId", attributes.getExternalId());
    resource.put("userName", attributes.getUserName());
    ObjectNode name = Json.object();
    text(name, "formatted", attributes.getFormattedName());
    text(name, "familyName", attributes.getFamilyName());
    text(name, "givenName", attributes.getGivenName());
    if (!name.isEmpty()) {
      resource.set("name", name);
    }
    text(resource, "displayName", attributes.getDisplayName());
    if (attributes.getEmailsCount() > 0) {
      ArrayNode emails = resource.putArray("emails");
      for (DirectoryEmail email : attributes.getEmailsList()) {
        ObjectNode one = emails.addObject().put("value", email.getValue());
        text(one, "type", email.getType());
        one.put("primary", email.getPrimary());
      }
    }
    resource.put("active", attributes.getActive());
    if (user.getGroupsCount() > 0) {
      ArrayNode groups = resource.putArray("groups");
      for (DirectoryGroupRef group : user.getGroupsList()) {
        groups
            .addObject()
            .put("value", group.getId())
            .put("$ref", base + "/Groups/" + group.getId())
            .put("display", group.getDisplayName())
            .put("type", "direct");
      }
    }
    Meta.of(
            "User",
            base + location(user),
            user.getCreatedAt(),
            user.getUpdatedAt(),
            user.getVersion())
        .write(resource);
    return resource;
  }

  static String location(DirectoryUser user) {
    return "/Users/" + user.getId();
  }

  private static void text(ObjectNode object, String name, String value) {
    if (!value.isEmpty()) {
      object.put(name, value);
    }
  }
}
