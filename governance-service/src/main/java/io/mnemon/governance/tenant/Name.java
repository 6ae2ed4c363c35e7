package io.mnemon.governance.tenant;

import io.mnemon.api.ServiceException;
import java.text.Normalizer;
import java.util.Locale;

/** The rules for names of tenants, units and principals. */
public final class Name {
  private static final int MAX_CHARACTERS = 128;

  private Name() {}

  /**
   * The name in Unicode's form NFC, without white space around it.
   *
   * @throws ServiceException INVALID_ARGUMENT for the field if it is no name
   */
  public static String checked(String field, String raw) {
    return checked(field, raw, MAX_CHARACTERS);
  }

  /** Such a text where it may be longer or must be shorter than a name. */
  public static String checked(String field, String raw, int maxCharacters) {
    String name = Normalizer.normalize(raw, Normalizer.Form.NFC).strip();
    int characters = name.codePointCount(0, name.length());
    if (characters == 0) {
      throw ServiceException.invalid(field, "is empty: give 1 to " + maxCharacters + " characters");
    }
    if (characters > maxCharacters) {
      throw ServiceException.invalid(
          field, "has " + characters + " characters: give at most " + maxCharacters + " of them");
    }
    if (name.codePoints().anyMatch(Name::isForbidden)) {
      throw ServiceException.invalid(
          field, "holds a control character: leave out line breaks, tabs and the like");
    }
    return name;
  }

  /**
   * A name that cannot be taken for an id, where nobody looks whether it is the id of somebody
   * else.
   */
  public static String checkedPrincipal(String field, String raw) {
    String name = checked(field, raw);
    if (PrincipalRef.id(name).isPresent()) {
      throw ServiceException.invalid(
          field, "looks like an id: add something to it, so that it can be told from one");
    }
    return name;
  }

  /** A name as it is compared with others. */
  public static String key(String raw) {
    return Normalizer.normalize(raw, Normalizer.Form.NFC).strip().toLowerCase(Locale.ROOT);
  }

  private static boolean isForbidden(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          true;
      default -> false;
    };
  }
}
