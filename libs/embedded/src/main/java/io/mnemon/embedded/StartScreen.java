package io.mnemon.embedded;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/** What a person reads when the platform is ready: where it is, and a first memory to try. */
final class StartScreen {

  private final LaunchSettings settings;
  private final DataFolder data;
  private final String inside;

  StartScreen(LaunchSettings settings, DataFolder data) {
    this(settings, data, "");
  }

  /**
   * @param inside more lines about what runs, each indented like the others
   */
  StartScreen(LaunchSettings settings, DataFolder data, String inside) {
    this.settings = settings;
    this.data = data;
    this.inside = inside;
  }

  String text() {
    String address = settings.address();
    String key = quoted(data.key("application"));
    return """

    Mnemon  %1$s   (documentation: %1$s/docs)
    gRPC    %2$s:%8$d
    Data    %3$s
    Keys    %4$s  (administrator)
            %5$s  (applications)
    %6$s
    Add a memory:
      curl -s %1$s/v1/memories \\
        -H "Authorization: Bearer $(cat %7$s)" -H 'Content-Type: application/json' \\
        -d '{"layer": "user", "scope": {"user": "alice"}, "content": "Alice takes her tea without sugar."}'

    Find it:
      curl -s %1$s/v1/memories/search \\
        -H "Authorization: Bearer $(cat %7$s)" -H 'Content-Type: application/json' \\
        -d '{"query": "How does Alice like her tea?", "scope": {"user": "alice"}}'

    """
        .formatted(
            address,
            settings.reachableHost(),
            data.root(),
            data.key("admin"),
            data.key("application"),
            moved() + inside,
            key,
            settings.grpc().number());
  }

  private String moved() {
    return moved("HTTP", settings.http()) + moved("gRPC", settings.grpc());
  }

  private static String moved(String name, LaunchSettings.EdgePort port) {
    return port.moved()
        ? "        Port %d was taken: %s listens on %d instead.%n"
            .formatted(port.wanted(), name, port.number())
            .stripLeading()
        : "";
  }

  private static String quoted(Path path) {
    String text = path.toString();
    return text.matches("[A-Za-z0-9_./-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
  }

  static String readyAfter(Duration time) {
    return String.format(
        Locale.ROOT, "Ready after %.1f s. Ctrl-C stops it.", time.toMillis() / 1e3);
  }
}
