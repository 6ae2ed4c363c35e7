package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptServiceTest {

  @TempDir Path home;

  @Test
  void aServiceIsStartedWhereRelativeSettingsMeanTheSame() throws IOException {
    pack(ServiceVictim.class);
    int port = LoopbackPort.free();
    Map<String, String> environment =
        Map.of("MNEMON_DATA", home.toString(), "MNEMON_HTTP_PORT", Integer.toString(port));

    try (var service = KeptService.start("victim", home, "127.0.0.1", port, environment, 10)) {
      assertThat(service).isNotNull();
    }

    assertThat(home.resolve(ServiceVictim.FOLDER_FILE))
        .hasContent(Path.of("").toAbsolutePath().toString());
  }

  /** Puts a program where the one of a service is looked for. */
  private void pack(Class<?> program) throws IOException {
    Files.writeString(home.resolve("jvm.options"), "-Xmx64m");
    Path jar = home.resolve("target/quarkus-app/quarkus-run.jar");
    Files.createDirectories(PrivateFiles.parent(jar));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, program.getName());
    String entry = program.getName().replace('.', '/') + ".class";
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file, manifest);
        InputStream bytes =
            Objects.requireNonNull(program.getClassLoader().getResourceAsStream(entry))) {
      out.putNextEntry(new JarEntry(entry));
      bytes.transferTo(out);
    }
  }
}
