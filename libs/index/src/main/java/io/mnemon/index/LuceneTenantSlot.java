package io.mnemon.index;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * A tenant's place among the open indexes: opens its index when it is needed, opens it again after
 * a failure, and closes it when nobody uses it.
 */
final class LuceneTenantSlot {
  private static final System.Logger LOG = System.getLogger(LuceneTenantSlot.class.getName());

  private final UUID tenant;
  private final LuceneTenantFolder folder;
  private final LuceneTenants shared;
  private final Journal journal = new Journal();
  private final ReentrantLock lock = new ReentrantLock();
  private final Semaphore writersTurn = new Semaphore(1);
  private @Nullable LuceneTenantIndex index;
  private boolean isRetired;
  private int users;
  private volatile long lastUse;

  LuceneTenantSlot(UUID tenant, LuceneTenants shared) {
    this.tenant = tenant;
    this.shared = shared;
    folder = new LuceneTenantFolder(shared.settings().folder(), tenant);
  }

  /**
   * The tenant's index, which stays open until {@link #leave}.
   *
   * @return null if the slot has been retired; another one takes its place
   */
  @Nullable LuceneTenantIndex enter() throws IOException {
    lock.lock();
    try {
      if (isRetired) {
        return null;
      }
      LuceneTenantIndex current = index;
      if (current == null || current.failure() != null || current.isLost()) {
        current = inTurn(this::reopen);
      }
      users++;
      lastUse = System.nanoTime();
      return current;
    } finally {
      lock.unlock();
    }
  }

  void leave() {
    lock.lock();
    try {
      users--;
    } finally {
      lock.unlock();
    }
  }

  /** How many searches have begun and not ended. */
  int begun() {
    lock.lock();
    try {
      LuceneTenantIndex open = index;
      return open == null ? 0 : open.begun();
    } finally {
      lock.unlock();
    }
  }

  /** How much memory the changes take that are not durable. */
  long undurableBytes() {
    return journal.bytes();
  }

  /** Makes what is not durable so, if the index is open and well: it is not opened for that. */
  void settle(Duration patience) {
    LuceneTenantIndex open = enterIfOpen(patience);
    if (open == null) {
      return;
    }
    try {
      boolean unused = open.awaitDurable(patience);
    } catch (IOException | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "the index of tenant " + tenant + " makes no room", e);
    } finally {
      leave();
    }
  }

  /**
   * The tenant's index if it is open and well, which stays open until {@link #leave}.
   *
   * @param patience how long to wait for somebody who opens or closes it
   */
  @Nullable LuceneTenantIndex enterIfOpen(Duration patience) {
    try {
      if (!lock.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    try {
      LuceneTenantIndex open = index;
      if (isRetired || open == null || open.failure() != null || open.isLost()) {
        return null;
      }
      users++;
      return open;
    } finally {
      lock.unlock();
    }
  }

  long lastUse() {
    return lastUse;
  }

  /** Runs the work when no other change of the tenant's index is under way. */
  <T> T inTurn(Callable<T> work) throws IOException {
    try {
      if (!writersTurn.tryAcquire(shared.settings().patience().toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IndexUnavailableException(
            "the tenant's index is busy with other changes; try again later");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IndexUnavailableException("the caller was interrupted", e);
    }
    return shared.threads().run(work, writersTurn::release);
  }

  private LuceneTenantIndex reopen() throws IOException {
    LuceneTenantIndex last = index;
    if (last != null) {
      index = null;
      boolean isDamaged = last.isLost() || LuceneTenantFolder.isDamage(last.failure());
      discard(last);
      if (isDamaged) {
        giveUp(last.failure());
      }
    }
    LuceneTenantIndex opened;
    try {
      opened = open();
    } catch (IOException | InternalError e) {
      if (!LuceneTenantFolder.isDamage(e)) {
        throw e;
      }
      giveUp(e);
      opened = open();
    }
    index = opened;
    return opened;
  }

  private LuceneTenantIndex open() throws IOException {
    Files.createDirectories(folder.path());
    Directory directory = shared.directories().open(folder.path());
    if (!shared.isVerified(tenant)) {
      try {
        LuceneTenantFolder.verify(directory);
      } catch (IOException | RuntimeException | Error e) {
        directory.close();
        throw e;
      }
      shared.setVerified(tenant);
    }
    LuceneTenantIndex opened =
        new LuceneTenantIndex(
            folder.path(),
            directory,
            shared.analyzer(),
            journal,
            shared.threads(),
            shared.caches(),
            shared.settings());
    try {
      opened.apply(journal.changes());
      return opened;
    } catch (IOException | RuntimeException | Error e) {
      discard(opened);
      throw e;
    }
  }

  private void giveUp(@Nullable Throwable reason) throws IOException {
    LOG.log(
        System.Logger.Level.WARNING,
        "the index of tenant " + tenant + " is lost or damaged; an empty one takes its place",
        reason);
    folder.remove();
  }

  private void discard(LuceneTenantIndex last) {
    try {
      last.discard();
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.DEBUG, "the failed index of tenant " + tenant + " closed badly", e);
    }
  }

  /**
   * Makes the index durable and closes it, unless it is in use.
   *
   * @return whether the slot is of no use any more
   */
  boolean retire() {
    if (!lock.tryLock()) {
      return false;
    }
    try {
      if (users == 0 && !isRetired) {
        shut();
        isRetired = index == null && journal.size() == 0;
      }
      return isRetired;
    } finally {
      lock.unlock();
    }
  }

  /** Makes the index durable and closes it, in use or not. */
  void close() {
    lock.lock();
    try {
      isRetired = true;
      shut();
    } finally {
      lock.unlock();
    }
  }

  private void shut() {
    LuceneTenantIndex last = index;
    if (last == null) {
      return;
    }
    try {
      if (!last.awaitDurable(shared.settings().patience())) {
        throw new IOException("the disk is too slow");
      }
      inTurn(
          () -> {
            discard(last);
            return true;
          });
      index = null;
    } catch (IOException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the index of tenant "
              + tenant
              + " could not be made durable; its last changes will"
              + " have to be applied again",
          e);
    }
  }

  /**
   * Forgets all the tenant has in the index.
   *
   * @return false if the slot has been retired; another one takes its place
   */
  boolean drop() throws IOException {
    lock.lock();
    try {
      if (isRetired) {
        return false;
      }
      return inTurn(
          () -> {
            LuceneTenantIndex last = index;
            index = null;
            if (last != null) {
              discard(last);
            }
            journal.clear();
            folder.remove();
            return true;
          });
    } finally {
      lock.unlock();
    }
  }
}
