package io.mnemon.memory.transfer;

import io.mnemon.inference.VectorSpace;

/** Names of vector spaces, as the record and exports write them. */
public final class VectorSpaces {
  private VectorSpaces() {}

  public static String name(VectorSpace space) {
    return space.model() + "/" + space.dimensions() + "/" + space.codec();
  }
}
