package io.mnemon.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.embedded.LaunchSettings.ExternalPostgres;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The address of an external Postgres as people write it: of one host or of several, with or
 * without {@code jdbc:}, and with the user in front or not.
 */
final class PostgresUrl {

  private static final String HOST = "(?:\\[[0-9a-fA-F:.%]+]|[^\\[\\]:,/?#@\\s]+)(?::\\d{1,5})?";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:jdbc:)?postgres(?:ql)?://"
              + "(?:(?<user>[^:/?]*)(?::(?<password>[^/?]*))?@)?"
              + "(?<hosts>%1$s(?:,%1$s)*)".formatted(HOST)
              + "(?<rest>(?:[/?]\\S*)?)");

  private static final Pattern ESCAPED = Pattern.compile("%([0-9a-fA-F]{2})");

  private final Matcher parts;

  private PostgresUrl(Matcher parts) {
    this.parts = parts;
  }

  static PostgresUrl of(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new CannotStart(
          "MNEMON_POSTGRES_URL is not understood. Write"
              + " jdbc:postgresql://host:5432/database or"
              + " postgresql://user:password@host:5432/database. A password with other signs than"
              + " letters and digits is best in MNEMON_POSTGRES_PASSWORD.");
    }
    return new PostgresUrl(parts);
  }

  /**
   * @param otherPassword what is taken where the address has none
   */
  ExternalPostgres with(Optional<String> otherPassword) {
    String username = part("user").orElse("mnemon");
    String password =
        part("password")
            .or(() -> otherPassword)
            .orElseThrow(
                () ->
                    new CannotStart(
                        "MNEMON_POSTGRES_URL is set, but no password. Set MNEMON_POSTGRES_PASSWORD"
                            + " to that of the role \"%s\".".formatted(username)));
    return new ExternalPostgres(
        "jdbc:postgresql://" + parts.group("hosts") + parts.group("rest"), username, password);
  }

  private Optional<String> part(String name) {
    return Optional.ofNullable(parts.group(name))
        .filter(part -> !part.isEmpty())
        .map(PostgresUrl::decoded);
  }

  /** With the signs that are written as percent and two digits; others stand for themselves. */
  private static String decoded(String text) {
    var bytes = new ByteArrayOutputStream();
    Matcher escaped = ESCAPED.matcher(text);
    int done = 0;
    while (escaped.find()) {
      bytes.writeBytes(text.substring(done, escaped.start()).getBytes(UTF_8));
      bytes.write(Integer.parseInt(escaped.group(1), 16));
      done = escaped.end();
    }
    bytes.writeBytes(text.substring(done).getBytes(UTF_8));
    return bytes.toString(UTF_8);
  }
}
