package io.mnemon.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.inference.OnnxEmbedder.Window;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BatchingTest {

  private static List<List<Integer>> lengths(int batchTokens, int... lengths) {
    List<Window> windows =
        IntStream.of(lengths).mapToObj(length -> new Window(0, new int[length])).toList();
    return OnnxEmbedder.batches(windows, batchTokens).stream()
        .map(batch -> batch.stream().map(Window::tokens).toList())
        .toList();
  }

  @Test
  void textsOfSimilarLengthShareABatch() {
    assertThat(lengths(24, 3, 10, 4, 12)).containsExactly(List.of(12, 10), List.of(4, 3));
  }

  @Test
  void paddingCountsAgainstTheLimit() {
    assertThat(lengths(20, 12, 8)).containsExactly(List.of(12), List.of(8));
  }

  @Test
  void textBeyondTheLimitRunsAlone() {
    assertThat(lengths(20, 512, 2)).containsExactly(List.of(512), List.of(2));
  }

  @Test
  void noTextsMakeNoBatch() {
    assertThat(lengths(20)).isEmpty();
  }
}
