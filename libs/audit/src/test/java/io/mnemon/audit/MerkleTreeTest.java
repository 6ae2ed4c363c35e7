package io.mnemon.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  /** The definition of RFC 6962, section 2.1, word for word. */
  private static Sha256 hash(List<Sha256> leaves) {
    if (leaves.isEmpty()) {
      return Sha256.of("");
    }
    if (leaves.size() == 1) {
      return Sha256.of(new byte[] {0}, leaves.getFirst().bytes());
    }
    int k = Integer.highestOneBit(leaves.size() - 1);
    return Sha256.of(
        new byte[] {1},
        hash(leaves.subList(0, k)).bytes(),
        hash(leaves.subList(k, leaves.size())).bytes());
  }

  @Test
  void aGrowingTreeHasTheRootsOfTheRfc() {
    MerkleTree tree = new MerkleTree();
    List<Sha256> leaves = new ArrayList<>();

    for (int i = 0; i < 70; i++) {
      assertThat(tree.root()).as("%d leaves", i).isEqualTo(hash(leaves));
      Sha256 leaf = Sha256.of("leaf " + i);
      leaves.add(leaf);
      tree.add(leaf);
      tree = new MerkleTree(tree.size(), tree.roots());
    }
  }

  @Test
  void rootsOfAnotherSizeAreRefused() {
    assertThatThrownBy(() -> new MerkleTree(3, new byte[32]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("3 leaves");
  }
}
