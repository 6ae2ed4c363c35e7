package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.filters.Filter;
import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.gateway.scim.PatchStep.Op;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Sums up what the steps of a PATCH make of a group, without knowing who is in it. */
final class GroupPatch {
  private final String id;
  private final ChangeDirectoryGroupRequest.Builder change =
      ChangeDirectoryGroupRequest.newBuilder();
  private final Set<String> added = new LinkedHashSet<>();
  private final Set<String> removed = new LinkedHashSet<>();

  private GroupPatch(String id) {
    this.id = id;
    change.setId(id);
  }

  /**
   * @throws ScimException invalidPath, mutability, invalidFilter or invalidValue
   */
  static ChangeDirectoryGroupRequest.Builder change(String id, List<PatchStep> steps) {
    GroupPatch patch = new GroupPatch(id);
    steps.forEach(patch::apply);
    return patch.change.addAllAddMembers(patch.added).addAllRemoveMembers(patch.removed);
  }

  private void apply(PatchStep step) {
    switch (step.key()) {
      case "displayname" -> displayName(step.plain());
      case "externalid" ->
          change.setExternalId(
              step.plain().isRemoval() ? "" : Json.text("externalId", step.value()));
      case "members" -> members(step);
      case "id" -> {
        if (!step.plain().value().asText().equals(id)) {
          throw ScimException.bad(Reason.MUTABILITY, "id can only be read");
        }
      }
      case "meta" -> throw ScimException.bad(Reason.MUTABILITY, "meta can only be read");
      default -> throw PatchStep.unknown(step.attribute());
    }
  }

  private void displayName(PatchStep step) {
    String name = Json.text("displayName", step.value());
    if (step.isRemoval() || name.isBlank()) {
      throw ScimException.bad(Reason.MUTABILITY, "displayName is required and cannot be removed");
    }
    change.setDisplayName(name);
  }

  private void members(PatchStep step) {
    if (step.part().isPresent()) {
      throw PatchStep.unknown("members." + step.part().get());
    }
    if (step.filter().isPresent()) {
      if (!step.isRemoval()) {
        throw ScimException.bad(
            Reason.MUTABILITY, "a member can be added and removed, but not changed");
      }
      remove(member(step.filter().get()));
      return;
    }
    Set<String> named = GroupMapper.members(step.value());
    if (step.op() == Op.ADD) {
      named.forEach(this::add);
    } else if (step.op() == Op.REPLACE || named.isEmpty()) {
      change.setReplaceMembers(true);
      added.clear();
      removed.clear();
      added.addAll(named);
    } else {
      named.forEach(this::remove);
    }
  }

  private void add(String member) {
    removed.remove(member);
    added.add(member);
  }

  private void remove(String member) {
    added.remove(member);
    removed.add(member);
  }

  private static String member(Filter filter) {
    return Equality.of(filter)
        .filter(equality -> equality.attribute().equals("value"))
        .map(Equality::value)
        .filter(JsonNode::isTextual)
        .map(JsonNode::asText)
        .orElseThrow(
            () ->
                ScimException.bad(
                    Reason.INVALID_FILTER,
                    "members are chosen by their id: members[value eq \"…\"]"));
  }
}
