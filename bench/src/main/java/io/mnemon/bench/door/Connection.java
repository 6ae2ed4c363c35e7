package io.mnemon.bench.door;

import java.util.List;

/**
 * One client at one door, for one thread. Every request throws {@link RequestFailedException} if it
 * did not succeed, whole batches included if one item did not; the connection can be used again.
 */
public interface Connection extends AutoCloseable {

  Outcome search(String key, Search search);

  Outcome add(String key, Draft draft);

  Outcome addAll(String key, List<Draft> drafts);

  @Override
  void close();
}
