package io.mnemon.operations.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The members of an archive in their order, as they were found. Of each there are kept eight bytes
 * only, which tell whether its line in the manifest is the same: there may be millions.
 */
final class MemberPrints {

  private static final int FIRST_CAPACITY = 1 << 10;

  private long[] prints = new long[FIRST_CAPACITY];
  private int count;
  private int compared;
  private long bytes;

  void add(ArchiveManifest.Member member) {
    if (count == prints.length) {
      prints = Arrays.copyOf(prints, count * 2);
    }
    prints[count++] = print(member.line());
    bytes += member.size();
  }

  /** Throws unless it is the line of the member that comes next. */
  void requireNext(String line) {
    if (compared == count || prints[compared] != print(line)) {
      throw new Refusal(
          "It is damaged: %s is not as it was written.".formatted(ArchiveManifest.name(line)));
    }
    compared++;
  }

  /** Throws unless there was a line for each member. */
  ArchiveManifest allWith(Facts facts) {
    if (compared < count) {
      throw new Refusal("It is damaged: it holds files that its manifest does not name.");
    }
    return new ArchiveManifest(facts, count, bytes);
  }

  private static long print(String line) {
    return ByteBuffer.wrap(ArchiveWriter.sha256().digest(line.getBytes(UTF_8))).getLong();
  }
}
