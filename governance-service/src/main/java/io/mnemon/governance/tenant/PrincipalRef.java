package io.mnemon.governance.tenant;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a request names a principal: by its id if it looks like one, else by its name.
 *
 * @param name the name as it was given, normalised; the id's text if it is an id
 */
public record PrincipalRef(@Nullable UUID id, String name) {
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /**
   * @param field the request's field, for the message if it is neither id nor name
   */
  public static PrincipalRef parse(String field, String text) {
    return id(text)
        .map(id -> new PrincipalRef(id, id.toString()))
        .orElseGet(() -> new PrincipalRef(null, Name.checked(field, text)));
  }

  /** The id that a text is, if it looks like one. */
  public static Optional<UUID> id(String text) {
    return ID.matcher(text).matches() ? Optional.of(UUID.fromString(text)) : Optional.empty();
  }
}
