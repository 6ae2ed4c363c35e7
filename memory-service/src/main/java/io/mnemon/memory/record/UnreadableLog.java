package io.mnemon.memory.record;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Says of a memory that it cannot be read: once, however often somebody comes by. */
final class UnreadableLog {
  private static final Logger LOG = Logger.getLogger(UnreadableLog.class);

  /** Of how many it is said; whoever has lost more than that knows by then. */
  private static final int MOST = 10_000;

  private final Set<UUID> said = ConcurrentHashMap.newKeySet();

  void leftOut(UnreadableException error) {
    if (said.size() < MOST && said.add(error.memory())) {
      LOG.warnf("memory %s is left out: %s", error.memory(), error.getMessage());
    }
  }
}
