package io.mnemon.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/**
 * The native ONNX runtime, unpacked once into a folder of ours.
 *
 * <p>The runtime itself unpacks into the temporary folder at each start and cleans up at exit: a
 * process that is killed leaves 16 MB behind each time.
 */
final class OnnxLibrary {
  private static final System.Logger LOG = System.getLogger(OnnxLibrary.class.getName());
  private static final String PATH_PROPERTY = "onnxruntime.native.path";

  private OnnxLibrary() {}

  /** Has the runtime load its library from the folder; has an effect before its first use only. */
  static void keepIn(Path folder) {
    if (System.getProperty(PATH_PROPERTY) != null) {
      return;
    }
    String platform = platform();
    try {
      Files.createDirectories(folder);
      for (String name : new String[] {"onnxruntime", "onnxruntime4j_jni"}) {
        unpack(platform, System.mapLibraryName(name), folder);
      }
      System.setProperty(PATH_PROPERTY, folder.toString());
    } catch (IOException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "could not keep the ONNX library in " + folder + "; unpacking it anew at each start",
          e);
    }
  }

  private static void unpack(String platform, String file, Path folder) throws IOException {
    URL source =
        OrtEnvironment.class.getResource("/ai/onnxruntime/native/" + platform + "/" + file);
    if (source == null) {
      throw new IOException("the ONNX runtime has no " + file + " for " + platform);
    }
    Path target = folder.resolve(file);
    var connection = source.openConnection();
    long size = connection.getContentLengthLong();
    if (Files.exists(target) && Files.size(target) == size) {
      return;
    }
    Path part = Files.createTempFile(folder, file, ".part");
    try (InputStream in = connection.getInputStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    return system + "-" + (arch.equals("aarch64") ? "aarch64" : "x64");
  }
}
