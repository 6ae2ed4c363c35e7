package io.mnemon.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the disk of the index how it is, on a thread of its own: however many searches wait, that
 * says nothing about the disk, and a disk that stands still must not hold whoever asks.
 */
final class LuceneProbe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MOST_WAITING = 8;

  private final Path folder;
  private final FolderLock lock;
  private final ThreadPoolExecutor thread =
      new ThreadPoolExecutor(
          1,
          1,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MOST_WAITING),
          Thread.ofPlatform().daemon().name("mnemon-index-probe").factory());

  LuceneProbe(Path folder, FolderLock lock) {
    this.folder = folder;
    this.lock = lock;
    thread.allowCoreThreadTimeOut(true);
  }

  /** Whether the folder answers and is ours. */
  boolean isOurs() {
    return succeeds(
        () -> {
          lock.keep();
          return true;
        });
  }

  /** Whether the folder takes a file. */
  boolean isWritable() {
    return succeeds(
        () -> {
          Path probe = folder.resolve(".probe");
          try {
            Files.write(probe, new byte[] {1});
            return true;
          } finally {
            Files.deleteIfExists(probe);
          }
        });
  }

  private boolean succeeds(Callable<Boolean> question) {
    Future<Boolean> answer;
    try {
      answer = thread.submit(question);
    } catch (RejectedExecutionException e) {
      return false;
    }
    try {
      return answer.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException e) {
      // Never interrupted: that would close the file of the lock.
      answer.cancel(false);
      return false;
    }
  }

  @Override
  public void close() {
    thread.shutdown();
  }
}
