package io.mnemon.memory.record;

import static io.mnemon.memory.MemoryBuilder.memory;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.index.Facts;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MemoryFactsTest {

  @Test
  void aNameIsAskedForByThePathThatLeadsToIt() {
    Facts facts = factsOf("{\"order\":{\"items\":[{\"size\":1},{\"size\":2}]},\"a.b\":1}");

    assertThat(facts.values()).containsKeys("metadata.order", "metadata.order.items.size");
    assertThat(facts.values().get("metadata.order.items.size")).hasSize(2);
    assertThat(facts.values()).doesNotContainKey("metadata.a.b");
  }

  @Test
  void aLongNameAboveManyFieldsIsLeftOutAndTheOthersAreNot() {
    Facts facts =
        factsOf("{\"%s\":{%s},\"place\":\"Porto\"}".formatted("k".repeat(8_192), fields(1_000)));

    assertThat(characters(facts)).isLessThan(1_000);
    assertThat(facts.values()).containsKey("metadata.place");
  }

  @Test
  void pathsAreKeptUpToTheLimit() {
    String name = "k".repeat(MemoryFacts.LONGEST_NAME);

    Facts facts =
        factsOf("{\"place\":\"Porto\",\"%s\":{\"%s\":{%s}}}".formatted(name, name, fields(1_000)));

    assertThat(facts.values()).containsKeys("metadata.place", "metadata." + name);
    assertThat(characters(facts))
        .isBetween(MemoryFacts.MOST_PATH_CHARACTERS / 2, MemoryFacts.MOST_PATH_CHARACTERS + 1_000);
  }

  private static Facts factsOf(String metadata) {
    return MemoryFacts.of(memory("the door code is blue").metadata(metadata).build());
  }

  private static String fields(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"%s\":1".formatted(Integer.toString(i, Character.MAX_RADIX)))
        .collect(Collectors.joining(","));
  }

  private static int characters(Facts facts) {
    return facts.values().keySet().stream().mapToInt(String::length).sum();
  }
}
