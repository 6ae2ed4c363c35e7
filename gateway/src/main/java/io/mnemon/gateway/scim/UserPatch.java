package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.List;
import java.util.function.Consumer;

/** Changes what is said of a user, step by step. */
final class UserPatch {
  private final DirectoryUser before;
  private final DirectoryUserAttributes.Builder user;

  private UserPatch(DirectoryUser before) {
    this.before = before;
    this.user = before.getAttributes().toBuilder();
  }

  /**
   * @throws ScimException invalidPath, mutability, noTarget, invalidFilter or invalidValue
   */
  static DirectoryUserAttributes apply(DirectoryUser before, List<PatchStep> steps) {
    UserPatch patch = new UserPatch(before);
    steps.forEach(patch::apply);
    return patch.user.build();
  }

  private void apply(PatchStep step) {
    switch (step.key()) {
      case "username" -> userName(step.plain());
      case "externalid" -> text(step.plain(), user::setExternalId);
      case "displayname" -> text(step.plain(), user::setDisplayName);
      case "active" -> active(step.plain());
      case "name" -> name(step);
      case "emails" -> EmailsPatch.apply(step, user);
      case "id" -> id(step.plain());
      case "meta", "groups" ->
          throw ScimException.bad(Reason.MUTABILITY, step.attribute() + " can only be read");
      default -> {
        if (!Schema.isNotKept(step.attribute())) {
          throw PatchStep.unknown(step.attribute());
        }
      }
    }
  }

  private void userName(PatchStep step) {
    String name = Json.text("userName", step.value());
    if (step.isRemoval() || name.isBlank()) {
      throw ScimException.bad(Reason.MUTABILITY, "userName is required and cannot be removed");
    }
    user.setUserName(name);
  }

  private void active(PatchStep step) {
    if (step.isRemoval()) {
      throw ScimException.bad(Reason.MUTABILITY, "active cannot be removed: replace it");
    }
    user.setActive(Json.bool("active", step.value()));
  }

  /** Some directories name the id besides what they change. */
  private void id(PatchStep step) {
    if (!step.value().asText().equals(before.getId())) {
      throw ScimException.bad(Reason.MUTABILITY, "id can only be read");
    }
  }

  private static void text(PatchStep step, Consumer<String> attribute) {
    attribute.accept(step.isRemoval() ? "" : Json.text(step.attribute(), step.value()));
  }

  private void name(PatchStep step) {
    if (step.filter().isPresent()) {
      throw PatchStep.unknown("name[…]");
    }
    switch (step.partKey()) {
      case "" -> wholeName(step);
      case "givenname" -> text(step, user::setGivenName);
      case "familyname" -> text(step, user::setFamilyName);
      case "formatted" -> text(step, user::setFormattedName);
      case "middlename", "honorificprefix", "honorificsuffix" -> {
        // Not kept.
      }
      default -> throw PatchStep.unknown("name." + step.part().orElse(""));
    }
  }

  private void wholeName(PatchStep step) {
    if (step.op() != PatchStep.Op.ADD) {
      user.clearGivenName().clearFamilyName().clearFormattedName();
    }
    JsonNode name = step.value();
    if (!step.isRemoval()) {
      UserMapper.name(name, user);
    }
  }
}
