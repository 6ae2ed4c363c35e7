package io.mnemon.inference;

/**
 * The space that vectors are compared in; vectors of different spaces must never meet.
 *
 * @param model the model's name and variant, e.g. {@code bge-small-en-v1.5-q8}
 * @param dimensions the number of components
 * @param codec how a component is stored, e.g. {@code f32}
 */
public record VectorSpace(String model, int dimensions, String codec) {
  public VectorSpace {
    if (model.isBlank() || codec.isBlank() || dimensions < 1) {
      throw new IllegalArgumentException(
          "a vector space needs a model, a codec and at least one dimension");
    }
  }
}
