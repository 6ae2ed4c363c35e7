package io.mnemon.memory.upkeep;

import static io.mnemon.memory.MemoryBuilder.memory;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.memory.record.Kind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpeakerTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "Caroline: I have moved, -, Caroline",
        "'  Mary Ann Miller: hello', -, Mary Ann Miller",
        "'assistant:', -, assistant",
        "田中さん: はい, -, 田中さん",
        "O’Hara: hi, -, O’Hara",
        "I said: hello, -, I said",
        "http://example.com is down, -, -",
        "'What a day, she said: hot', -, -",
        "'It is far too long for a name this: hot', -, -",
        "hello, '{\"speaker\": \"Jon\"}', Jon",
        "Gina: hello, '{\"speaker\": \"Jon\"}', Jon",
        "Gina: hello, '{\"speaker\": 7}', Gina",
        "hello, '{\"topic\": \"speakers\"}', -"
      })
  void speakerStandsInTheMetadataOrAtTheBeginning(String content, String metadata, String name) {
    var turn = memory(content).kind(Kind.EPISODE).metadata(metadata).build();

    assertThat(Speaker.of(turn).orElse(null)).isEqualTo(name);
  }

  @ParameterizedTest
  @CsvSource({"FACT", "NOTE", "PREFERENCE"})
  void onlyTurnsHaveASpeaker(Kind kind) {
    assertThat(Speaker.of(memory("Caroline: tea").kind(kind).build())).isEmpty();
  }
}
