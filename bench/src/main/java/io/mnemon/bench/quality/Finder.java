package io.mnemon.bench.quality;

import java.util.List;

/** Something that looks for turns of one conversation. */
interface Finder extends AutoCloseable {

  /** The ids of at most {@code limit} turns, the best first, none twice. */
  List<String> find(String question, int limit);

  @Override
  void close();
}
