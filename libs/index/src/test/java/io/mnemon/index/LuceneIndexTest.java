package io.mnemon.index;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class LuceneIndexTest extends HybridIndexContract {
  @TempDir private Path folder;

  @Override
  protected HybridIndex open() {
    return new LuceneIndex(Memories.settings(folder));
  }
}
