package io.mnemon.index;

import org.apache.lucene.store.Directory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.NRTCachingDirectory;

/**
 * A directory that keeps small new segments in memory until they are made durable; most are merged
 * before that. A search right after a change then waits for no file system, whose journal may be
 * busy with somebody else's writes.
 */
final class LuceneSmallSegments extends NRTCachingDirectory {
  private static final double LARGEST_MEBIBYTES = 1;
  private static final double ALL_MEBIBYTES = 8;

  LuceneSmallSegments(Directory disk) {
    super(disk, LARGEST_MEBIBYTES, ALL_MEBIBYTES);
  }

  @Override
  protected boolean doCacheWrite(String name, IOContext context) {
    if (context.mergeInfo() != null || context.flushInfo() != null) {
      return super.doCacheWrite(name, context);
    }
    // Vectors and stored fields are begun before the size of their segment is known; it is bounded
    // by the writer's buffer. Everything else without a size, such as a commit, goes to the disk.
    return name.startsWith("_") && ramBytesUsed() < ALL_MEBIBYTES * 1024 * 1024;
  }
}
