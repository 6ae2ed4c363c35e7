package io.mnemon.image;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.Containerizer;
import com.google.cloud.tools.jib.api.JibContainer;
import com.google.cloud.tools.jib.api.JibContainerBuilder;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.buildplan.AbsoluteUnixPath;
import com.google.cloud.tools.jib.api.buildplan.FileEntriesLayer;
import com.google.cloud.tools.jib.api.buildplan.ImageFormat;
import com.google.cloud.tools.jib.api.buildplan.Platform;
import com.google.cloud.tools.jib.api.buildplan.Port;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * The container image of a program.
 *
 * @param program what it runs
 * @param options of its JVM
 * @param layers its files
 * @param facts about its build
 * @param labels besides those that follow from the rest
 */
record ProgramImage(
    Program program,
    JvmOptions options,
    List<FileEntriesLayer> layers,
    BuildFacts facts,
    Map<String, String> labels) {
  private static final String LABEL = "org.opencontainers.image.";

  ProgramImage {
    layers = List.copyOf(layers);
    labels = Map.copyOf(labels);
  }

  /** Makes it on top of {@code base}, for each of the platforms, and hands it to {@code target}. */
  JibContainer make(BaseImage base, Set<Platform> platforms, Containerizer target) {
    JibContainerBuilder image =
        base.begin()
            .setPlatforms(platforms)
            .setFormat(ImageFormat.Docker)
            .setCreationTime(facts.created())
            .setFileEntriesLayers(layers)
            .setEntrypoint(entrypoint())
            .setUser(ImageLayers.USER)
            .setWorkingDirectory(AbsoluteUnixPath.get(ImageLayers.DATA))
            .setExposedPorts(ports())
            .setEnvironment(environment())
            .setLabels(allLabels(base));
    if (program.keepsData()) {
      image.addVolume(AbsoluteUnixPath.get(ImageLayers.DATA));
    }
    try {
      return image.containerize(target.setToolName("mnemon").setToolVersion(facts.version()));
    } catch (IOException | RegistryException | CacheDirectoryCreationException e) {
      throw new CannotMake("The image %s cannot be made".formatted(program.image()), e);
    } catch (ExecutionException e) {
      throw new CannotMake("The image %s cannot be made".formatted(program.image()), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CannotMake("Interrupted while %s was made".formatted(program.image()), e);
    }
  }

  private static List<String> entrypoint() {
    return List.of(
        "java",
        "@" + ImageLayers.APP + "/jvm.options",
        "-jar",
        ImageLayers.APP + "/quarkus-run.jar");
  }

  private Set<Port> ports() {
    return program.ports().stream().map(Port::tcp).collect(Collectors.toSet());
  }

  private Map<String, String> environment() {
    var environment = new LinkedHashMap<String, String>();
    environment.put("MNEMON_DATA", ImageLayers.DATA);
    // A variable of the java command: who wants another size sets it anew.
    environment.put("JDK_JAVA_OPTIONS", String.join(" ", options.sizes()));
    environment.putAll(program.environment());
    return environment;
  }

  private Map<String, String> allLabels(BaseImage base) {
    var all = new LinkedHashMap<String, String>();
    all.put(LABEL + "title", program.image());
    all.put(LABEL + "description", program.description());
    all.put(LABEL + "version", facts.version());
    all.put(LABEL + "created", facts.created().toString());
    all.put(LABEL + "licenses", "Apache-2.0");
    all.put(LABEL + "base.name", base.name());
    labels.forEach((name, value) -> all.put(LABEL + name, value));
    return all;
  }
}
