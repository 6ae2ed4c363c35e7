package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.governance.v1.CreateDirectoryGroupRequest;
import io.mnemon.api.governance.v1.DirectoryGroup;
import io.mnemon.api.governance.v1.DirectoryGroupMember;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Groups as SCIM writes them. */
final class GroupMapper {
  private GroupMapper() {}

  /**
   * What a resource says of a group.
   *
   * @throws ScimException invalidValue for an attribute of another type
   */
  static CreateDirectoryGroupRequest group(ObjectNode resource) {
    Schema.GROUP.require(resource);
    String displayName = Json.text("displayName", Json.member(resource, "displayName"));
    if (displayName.isBlank()) {
      throw ScimException.bad(Reason.INVALID_VALUE, "displayName is required");
    }
    return CreateDirectoryGroupRequest.newBuilder()
        .setDisplayName(displayName)
        .setExternalId(Json.text("externalId", Json.member(resource, "externalId")))
        .addAllMembers(members(Json.member(resource, "members")))
        .build();
  }

  /**
   * The ids of members: one of them or a list, each as an object with a value, or its value alone.
   *
   * @throws ScimException invalidValue for what is no user
   */
  static Set<String> members(JsonNode members) {
    if (members.isMissingNode() || members.isNull()) {
      return Set.of();
    }
    Iterable<JsonNode> list = members instanceof ArrayNode array ? array : List.of(members);
    Set<String> ids = new LinkedHashSet<>();
    for (JsonNode member : list) {
      ids.add(member(member));
    }
    return ids;
  }

  private static String member(JsonNode member) {
    if (member.isObject() && Json.member(member, "type").asText().equalsIgnoreCase("Group")) {
      throw ScimException.bad(
          Reason.INVALID_VALUE,
          "members must be users: groups within groups are not kept, push their users");
    }
    String id = member.isObject() ? Json.text("members.value", Json.member(member, "value")) : "";
    if (member.isTextual()) {
      id = member.asText();
    }
    if (id.isBlank()) {
      throw ScimException.bad(
          Reason.INVALID_VALUE, "members must be objects whose value is the id of a user");
    }
    return id;
  }

  /**
   * @param base the address of SCIM as the client knows it
   */
  static ObjectNode resource(DirectoryGroup group, String base) {
    ObjectNode resource = Json.object();
    resource.putArray("schemas").add(Schema.GROUP.urn());
    resource.put("id", group.getId());
    if (!group.getExternalId().isEmpty()) {
      resource.put("externalId", group.getExternalId());
    }
    resource.put("displayName", group.getDisplayName());
    if (group.getMembersCount() > 0) {
      ArrayNode members = resource.putArray("members");
      for (DirectoryGroupMember member : group.getMembersList()) {
        members
            .addObject()
            .put("value", member.getId())
            .put("$ref", base + "/Users/" + member.getId())
            .put("display", member.getUserName())
            .put("type", "User");
      }
    }
    Meta.of(
            "Group",
            base + location(group),
            group.getCreatedAt(),
            group.getUpdatedAt(),
            group.getVersion())
        .write(resource);
    return resource;
  }

  static String location(DirectoryGroup group) {
    return "/Groups/" + group.getId();
  }
}
