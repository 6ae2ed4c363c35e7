package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.unboundid.scim2.common.filters.Filter;
import io.mnemon.api.governance.v1.DirectoryEmail;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes e-mail addresses. A filter that chooses none makes one, if something is to be set:
 * directories set {@code emails[type eq "work"].value} whether there is such an address or not.
 */
final class EmailsPatch {
  private EmailsPatch() {}

  static void apply(PatchStep step, DirectoryUserAttributes.Builder user) {
    List<DirectoryEmail> emails = new ArrayList<>(user.getEmailsList());
    if (step.filter().isPresent()) {
      chosen(step, step.filter().get(), emails);
    } else if (step.part().isPresent()) {
      throw ScimException.bad(
          Reason.INVALID_PATH, "say which of the emails is meant: emails[type eq \"work\"].value");
    } else {
      all(step, emails);
    }
    emails.removeIf(email -> email.getValue().isBlank());
    user.clearEmails().addAllEmails(emails);
  }

  private static void all(PatchStep step, List<DirectoryEmail> emails) {
    List<DirectoryEmail> given = UserMapper.emails(step.value());
    switch (step.op()) {
      case REPLACE -> {
        emails.clear();
        emails.addAll(given);
      }
      case ADD -> given.forEach(email -> put(email, emails));
      case REMOVE -> {
        if (given.isEmpty()) {
          emails.clear();
        } else {
          given.forEach(gone -> emails.removeIf(email -> isSame(email, gone)));
        }
      }
    }
  }

  /** One address is there once, and one of them is the first to be used. */
  private static void put(DirectoryEmail email, List<DirectoryEmail> emails) {
    emails.removeIf(before -> isSame(before, email));
    if (email.getPrimary()) {
      emails.replaceAll(other -> other.toBuilder().setPrimary(false).build());
    }
    emails.add(email);
  }

  private static boolean isSame(DirectoryEmail one, DirectoryEmail other) {
    return one.getValue().equalsIgnoreCase(other.getValue());
  }

  private static void chosen(PatchStep step, Filter filter, List<DirectoryEmail> emails) {
    DirectoryEmail wanted = described(filter);
    boolean found = false;
    for (int i = 0; i < emails.size(); i++) {
      if (fits(emails.get(i), wanted)) {
        set(i, changed(emails.get(i), step), emails);
        found = true;
      }
    }
    if (!found && !step.isRemoval()) {
      emails.add(wanted);
      set(emails.size() - 1, changed(wanted, step), emails);
    }
  }

  private static void set(int place, DirectoryEmail email, List<DirectoryEmail> emails) {
    if (email.getPrimary()) {
      emails.replaceAll(other -> other.toBuilder().setPrimary(false).build());
    }
    emails.set(place, email);
  }

  private static DirectoryEmail changed(DirectoryEmail email, PatchStep step) {
    DirectoryEmail.Builder changed = email.toBuilder();
    JsonNode value = step.value();
    switch (step.partKey()) {
      case "" -> {
        return step.isRemoval() ? changed.clearValue().build() : merged(changed, value);
      }
      case "value" -> changed.setValue(step.isRemoval() ? "" : Json.text("emails.value", value));
      case "type" -> changed.setType(step.isRemoval() ? "" : Json.text("emails.type", value));
      case "primary" -> changed.setPrimary(!step.isRemoval() && Json.bool("emails.primary", value));
      case "display" -> {
        // Not kept.
      }
      default -> throw PatchStep.unknown("emails." + step.part().orElse(""));
    }
    return changed.build();
  }

  private static DirectoryEmail merged(DirectoryEmail.Builder email, JsonNode value) {
    List<DirectoryEmail> given = UserMapper.emails(value);
    if (given.size() != 1) {
      throw ScimException.bad(Reason.INVALID_VALUE, "give one of the emails as an object");
    }
    return email.mergeFrom(given.getFirst()).build();
  }

  private static boolean fits(DirectoryEmail email, DirectoryEmail wanted) {
    return (wanted.getType().isEmpty() || wanted.getType().equalsIgnoreCase(email.getType()))
        && (wanted.getValue().isEmpty() || isSame(email, wanted))
        && (!wanted.getPrimary() || email.getPrimary());
  }

  /** The address that a filter describes. */
  private static DirectoryEmail described(Filter filter) {
    DirectoryEmail.Builder email = DirectoryEmail.newBuilder();
    Conditions.parts(filter).forEach(part -> describe(part, email));
    return email.build();
  }

  private static void describe(Filter filter, DirectoryEmail.Builder email) {
    Equality equality = Equality.of(filter).orElseThrow(EmailsPatch::invalid);
    JsonNode value = equality.value();
    switch (equality.attribute()) {
      case "type" -> email.setType(value.asText());
      case "value" -> email.setValue(value.asText());
      case "primary" -> {
        if (!Json.bool("emails.primary", value)) {
          throw invalid();
        }
        email.setPrimary(true);
      }
      default -> throw invalid();
    }
  }

  private static ScimException invalid() {
    return ScimException.bad(
        Reason.INVALID_FILTER,
        "emails are chosen by type eq \"…\", value eq \"…\" or primary eq true, joined by and");
  }
}
