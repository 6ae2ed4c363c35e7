package io.mnemon.inference;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** A unit vector that stands for a text: the only place of {@code float[]}. */
public final class Embedding {
  private final float[] components;

  private Embedding(float[] components) {
    this.components = components;
  }

  /**
   * The vector scaled to length 1.
   *
   * @throws IllegalArgumentException if the vector is empty, zero or not finite
   */
  public static Embedding of(float[] vector) {
    double squares = 0;
    for (float component : vector) {
      squares += (double) component * component;
    }
    if (!(squares > 0) || Double.isInfinite(squares)) {
      throw new IllegalArgumentException(
          "a vector of length zero or with components that are not finite has no direction");
    }
    double length = Math.sqrt(squares);
    float[] unit = new float[vector.length];
    for (int i = 0; i < vector.length; i++) {
      unit[i] = (float) (vector[i] / length);
    }
    return new Embedding(unit);
  }

  /**
   * The vector that {@link #toBytes} wrote, bit by bit.
   *
   * @throws IllegalArgumentException if the bytes are not whole, finite floats
   */
  public static Embedding ofBytes(byte[] littleEndianF32) {
    if (littleEndianF32.length == 0 || littleEndianF32.length % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "a stored vector has %d bytes, which is not a whole number of floats"
              .formatted(littleEndianF32.length));
    }
    float[] components = new float[littleEndianF32.length / Float.BYTES];
    ByteBuffer.wrap(littleEndianF32).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(components);
    for (float component : components) {
      if (!Float.isFinite(component)) {
        throw new IllegalArgumentException("a stored vector has a component that is not finite");
      }
    }
    return new Embedding(components);
  }

  /**
   * A vector of a sum.
   *
   * @param weight how much it counts
   */
  public record Weighted(Embedding vector, double weight) {}

  /**
   * The direction of the weighted sum of vectors of one space.
   *
   * @throws IllegalArgumentException if there are none, or their sum is zero
   */
  public static Embedding sum(List<Weighted> parts) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there is no vector to sum up");
    }
    Weighted first = parts.getFirst();
    if (parts.size() == 1 && first.weight() > 0) {
      return first.vector();
    }
    float[] sum = new float[first.vector().dimensions()];
    for (Weighted part : parts) {
      float[] components = part.vector().components;
      for (int i = 0; i < sum.length; i++) {
        sum[i] += (float) part.weight() * components[i];
      }
    }
    return of(sum);
  }

  /** The components as little-endian 32-bit floats. */
  public byte[] toBytes() {
    ByteBuffer bytes =
        ByteBuffer.allocate(components.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(components);
    return bytes.array();
  }

  public int dimensions() {
    return components.length;
  }

  /**
   * The cosine of the angle between the two vectors, −1…1.
   *
   * @throws IllegalArgumentException if the dimensions differ
   */
  public float cosine(Embedding other) {
    if (other.components.length != components.length) {
      throw new IllegalArgumentException(
          "vectors of %d and %d dimensions belong to different spaces"
              .formatted(components.length, other.components.length));
    }
    float dot = 0;
    for (int i = 0; i < components.length; i++) {
      dot += components[i] * other.components[i];
    }
    return Math.clamp(dot, -1f, 1f);
  }

  /** A copy of the components. */
  public float[] toArray() {
    return components.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Embedding that && Arrays.equals(components, that.components);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(components);
  }

  @Override
  public String toString() {
    return "Embedding[dimensions=" + components.length + "]";
  }
}
