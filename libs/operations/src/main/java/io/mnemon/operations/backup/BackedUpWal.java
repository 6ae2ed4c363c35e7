package io.mnemon.operations.backup;

/**
 * The WAL that a backup itself holds.
 *
 * @param timeline on which the backup was taken
 * @param lastPiece the number of its last piece
 */
record BackedUpWal(int timeline, long lastPiece) {

  /** The name of the last piece says both. */
  static BackedUpWal endingWith(String name) {
    if (!WalName.isPiece(name)) {
      throw new Refusal("The archive does not say which WAL it holds. Take another backup.");
    }
    return new BackedUpWal(WalName.timeline(name), WalName.number(name));
  }
}
