package io.mnemon.audit;

/** What came of checking an export. */
public sealed interface Verification {
  /**
   * Every entry is there, unchanged and in its place, up to the moment at which it was exported.
   *
   * @param tenant whose log it is
   * @param key the id of the key that signed its end
   * @param exportedAt the time in its signed end
   * @param isKeyTrusted whether the key was given; if not, it stood in the export itself, and who
   *     forged one may have forged the other
   */
  record Sound(
      String tenant,
      long entries,
      long checkpoints,
      String key,
      String exportedAt,
      boolean isKeyTrusted)
      implements Verification {}

  /**
   * The export is not what was signed.
   *
   * @param line the line of the file at which it shows
   * @param seq the entry at which it shows
   * @param what for a person
   */
  record Broken(long line, long seq, String what) implements Verification {}
}
