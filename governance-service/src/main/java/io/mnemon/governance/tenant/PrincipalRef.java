package io.mnemon.governance.tenant;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a request names a principal: by its name or its id. A text that looks like an id stands for
 * the principal that has it; only where nobody has it, for the one of that name.
 *
 * @param id the id that the text may be; null if it cannot be one
 * @param name the text as it was given, normalised
 */
public record PrincipalRef(@Nullable UUID id, String name) {
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /**
   * @param field the request's field, for the message if it is neither id nor name
   */
  public static PrincipalRef parse(String field, String text) {
    String name = Name.checked(field, text);
    return new PrincipalRef(id(name).orElse(null), name);
  }

  /** The id that a text is, if it looks like one. */
  public static Optional<UUID> id(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
