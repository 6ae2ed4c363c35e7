package io.mnemon.bench.platform;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** A platform that already runs somewhere and is named by the environment. */
public final class GivenPlatform {
  private GivenPlatform() {}

  /**
   * Measures it, or where none is named one that is started for that and stopped again.
   *
   * @param repository the folder in which the platform was built
   */
  public static void orOwn(
      Map<String, String> environment, Path repository, Consumer<Platform> measure) {
    Optional<Platform> given = of(environment);
    if (given.isPresent()) {
      measure.accept(given.get());
      return;
    }
    try (PackagedPlatform own = PackagedPlatform.start(repository.toAbsolutePath().normalize())) {
      measure.accept(own.platform());
    }
  }

  /** Empty if MNEMON_URL is not set. */
  public static Optional<Platform> of(Map<String, String> environment) {
    String url = environment.getOrDefault("MNEMON_URL", "");
    if (url.isEmpty()) {
      return Optional.empty();
    }
    URI http = URI.create(url);
    URI grpc = URI.create("grpc://" + environment.getOrDefault("MNEMON_GRPC", "localhost:9090"));
    String key = environment.getOrDefault("MNEMON_API_KEY", "");
    if (http.getHost() == null || http.getPort() < 0 || grpc.getPort() < 0 || key.isEmpty()) {
      throw new IllegalArgumentException(
          "Write MNEMON_URL=http://localhost:8080, MNEMON_GRPC=localhost:9090 and in"
              + " MNEMON_API_KEY the key of an application.");
    }
    return Optional.of(
        new Platform(
            http.getHost(),
            http.getPort(),
            grpc.getPort(),
            key,
            environment.getOrDefault("MNEMON_ADMIN_KEY", ""),
            OptionalLong.empty(),
            Optional.empty()));
  }
}
