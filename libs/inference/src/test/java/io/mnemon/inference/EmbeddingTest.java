package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {

  @Test
  void vectorIsScaledToLengthOne() {
    assertThat(Embedding.of(new float[] {3, 4}).toArray()).containsExactly(0.6f, 0.8f);
  }

  @Test
  void bytesGiveTheSameVectorBack() {
    Embedding embedding = Embedding.of(new float[] {0.1f, -2f, 7f});

    assertThat(Embedding.ofBytes(embedding.toBytes())).isEqualTo(embedding);
    assertThat(Embedding.ofBytes(embedding.toBytes())).hasSameHashCodeAs(embedding);
  }

  @Test
  void bytesAreLittleEndianFloats() {
    assertThat(Embedding.of(new float[] {1}).toBytes()).containsExactly(0, 0, 0x80, 0x3F);
  }

  @Test
  void valueDoesNotChangeWithTheArraysAroundIt() {
    float[] given = {1, 0};
    Embedding embedding = Embedding.of(given);

    given[0] = 0;
    embedding.toArray()[0] = 0;

    assertThat(embedding.toArray()).containsExactly(1, 0);
  }

  @Test
  void cosineIsThatOfTheAngle() {
    Embedding east = Embedding.of(new float[] {5, 0});

    assertThat(east.cosine(Embedding.of(new float[] {1, 1}))).isCloseTo(0.7071f, within(1e-4f));
    assertThat(east.cosine(Embedding.of(new float[] {-2, 0}))).isEqualTo(-1);
  }

  @Test
  void vectorsOfDifferentSpacesAreNotCompared() {
    Embedding two = Embedding.of(new float[] {1, 0});
    Embedding three = Embedding.of(new float[] {1, 0, 0});

    assertThatThrownBy(() -> two.cosine(three))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 and 3 dimensions");
  }

  @ParameterizedTest
  @ValueSource(floats = {0, Float.NaN, Float.POSITIVE_INFINITY})
  void vectorWithoutDirectionIsRefused(float component) {
    assertThatThrownBy(() -> Embedding.of(new float[] {component}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void bytesThatAreNoVectorAreRefused() {
    assertThatThrownBy(() -> Embedding.ofBytes(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Embedding.ofBytes(new byte[] {0, 0, (byte) 0xC0, 0x7F}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
