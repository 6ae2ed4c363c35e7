package io.mnemon.audit;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 over a list that only grows. Of the tree it keeps the roots of the
 * perfect subtrees that the list divides into, largest first: one for each bit that is set in the
 * number of leaves, however many leaves there are.
 */
public final class MerkleTree {
  private static final byte[] LEAF = {0};
  private static final byte[] NODE = {1};

  private final List<Sha256> roots = new ArrayList<>();
  private long size;

  public MerkleTree() {}

  /**
   * The tree that was kept.
   *
   * @param roots what {@link #roots} told
   * @throws IllegalArgumentException if that many leaves have other roots
   */
  public MerkleTree(long size, byte[] roots) {
    if (roots.length != Long.bitCount(size) * Sha256.BYTES) {
      throw new IllegalArgumentException(
          "a tree of " + size + " leaves does not have " + roots.length + " bytes of roots");
    }
    for (int i = 0; i < roots.length; i += Sha256.BYTES) {
      this.roots.add(Sha256.ofBytes(Arrays.copyOfRange(roots, i, i + Sha256.BYTES)));
    }
    this.size = size;
  }

  /** Adds a leaf at the end. */
  public void add(Sha256 leaf) {
    Sha256 right = Sha256.of(LEAF, leaf.bytes());
    // As many subtrees are completed as there are ones at the end of the number.
    for (long rest = size; (rest & 1) == 1; rest >>= 1) {
      right = node(roots.removeLast(), right);
    }
    roots.add(right);
    size++;
  }

  public long size() {
    return size;
  }

  /** The hash of the whole tree. */
  public Sha256 root() {
    if (roots.isEmpty()) {
      return Sha256.of("");
    }
    Sha256 right = roots.getLast();
    for (Sha256 left : roots.subList(0, roots.size() - 1).reversed()) {
      right = node(left, right);
    }
    return right;
  }

  /** All that is needed to go on later. */
  public byte[] roots() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    roots.forEach(root -> bytes.writeBytes(root.bytes()));
    return bytes.toByteArray();
  }

  private static Sha256 node(Sha256 left, Sha256 right) {
    return Sha256.of(NODE, left.bytes(), right.bytes());
  }
}
