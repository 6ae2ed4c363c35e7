package io.mnemon.governance.provisioning;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.tenant.Name;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a directory says of a user.
 *
 * @param userName the name of the principal
 * @param externalId the id that the directory has for it; null for none
 * @param active null where the directory does not say
 * @param formattedName the whole name as it is to be shown
 */
record UserAttributes(
    String userName,
    @Nullable String externalId,
    @Nullable Boolean active,
    String displayName,
    String givenName,
    String familyName,
    String formattedName,
    List<Email> emails) {
  private static final int MAX_EMAILS = 20;

  UserAttributes {
    emails = List.copyOf(emails);
  }

  /**
   * @param type e.g. work; empty for none
   * @param primary whether it is the first to be used
   */
  record Email(String value, String type, boolean primary) {}

  /**
   * The attributes with every text in Unicode's form NFC, without white space around it.
   *
   * @throws ServiceException INVALID_ARGUMENT for the first one that cannot be
   */
  UserAttributes checked() {
    if (emails.size() > MAX_EMAILS) {
      throw ServiceException.invalid(
          "user.emails", "are " + emails.size() + ": give at most " + MAX_EMAILS);
    }
    List<Email> checked =
        emails.stream()
            .map(
                email ->
                    new Email(
                        Attribute.email("user.emails.value", email.value()),
                        Attribute.text("user.emails.type", email.type()),
                        email.primary()))
            .toList();
    if (checked.stream().filter(Email::primary).count() > 1) {
      throw ServiceException.invalid("user.emails", "have two primary ones: mark at most one");
    }
    return new UserAttributes(
        Name.checkedPrincipal("user.user_name", userName),
        Attribute.id("user.external_id", externalId),
        active,
        Attribute.text("user.display_name", displayName),
        Attribute.text("user.given_name", givenName),
        Attribute.text("user.family_name", familyName),
        Attribute.text("user.formatted_name", formattedName),
        checked);
  }

  /** The name as it is compared with others. */
  String nameKey() {
    return Name.key(userName);
  }

  /** Active as it is known to be, where the directory does not say. */
  UserAttributes orActive(@Nullable Boolean known) {
    return new UserAttributes(
        userName,
        externalId,
        active == null ? known : active,
        displayName,
        givenName,
        familyName,
        formattedName,
        emails);
  }
}
