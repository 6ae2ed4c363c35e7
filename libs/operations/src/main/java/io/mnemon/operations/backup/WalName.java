package io.mnemon.operations.backup;

import java.util.regex.Pattern;

/** The name of one piece of a write-ahead log: timeline and position in hexadecimal digits. */
public final class WalName {

  private static final Pattern PIECE = Pattern.compile("[0-9A-F]{24}");
  private static final int TIMELINE_DIGITS = 8;
  private static final int SEGMENTS_PER_FILE = 256;

  private WalName() {}

  public static boolean isPiece(String name) {
    return PIECE.matcher(name).matches();
  }

  /** The timeline, counted from 1. */
  static int timeline(String name) {
    return Integer.parseUnsignedInt(name.substring(0, TIMELINE_DIGITS), 16);
  }

  /** What orders the pieces of all timelines. */
  static String position(String name) {
    return name.substring(TIMELINE_DIGITS);
  }

  /** The number of the piece, counted from the beginning of the log: neighbours differ by one. */
  public static long number(String name) {
    long file = Long.parseLong(name.substring(8, 16), 16);
    long segment = Long.parseLong(name.substring(16), 16);
    return file * SEGMENTS_PER_FILE + segment;
  }
}
