package io.mnemon.inference;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The limits of the in-process model.
 *
 * @param threads how many texts or batches are computed at the same time
 * @param threadsPerRun how many threads share the work of one of them
 * @param batchTokens the most tokens of one batch, padding included; a text is never cut for it
 * @param maxWindows how many windows of 512 tokens of a long text are read
 * @param queueTexts how many texts may wait before further ones are refused
 * @param patience how long a caller waits before the model counts as unavailable
 * @param libraryFolder where the native library is kept unpacked between starts; null: it is
 *     unpacked into the temporary folder at each start
 */
public record OnnxSettings(
    int threads,
    int threadsPerRun,
    int batchTokens,
    int maxWindows,
    int queueTexts,
    Duration patience,
    @Nullable Path libraryFolder) {
  public OnnxSettings {
    if (threads < 1 || threadsPerRun < 1 || batchTokens < 1 || maxWindows < 1 || queueTexts < 1) {
      throw new IllegalArgumentException(
          "threads, threads per run, batch tokens, windows and queue must each be at least 1");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("patience must be longer than nothing, e.g. PT30S");
    }
  }

  /** The defaults for a machine of two cores. */
  public static OnnxSettings defaults() {
    return new OnnxSettings(2, 1, 256, 8, 4096, Duration.ofSeconds(30), null);
  }

  /** The same with the native library kept in the folder. */
  public OnnxSettings withLibraryFolder(Path folder) {
    return new OnnxSettings(
        threads, threadsPerRun, batchTokens, maxWindows, queueTexts, patience, folder);
  }
}
