package io.mnemon.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.SearchResult;
import org.junit.jupiter.api.Test;

class JsonAnswersTest {
  @Test
  void aMemoryIsWrittenWithWhatIsSet() {
    Memory memory =
        Memory.newBuilder()
            .setId("m1")
            .setLayer("user")
            .setScope(Scope.newBuilder().setUser("alice"))
            .setContent("she said \"hi\" 😀")
            .setEventTime(Timestamp.newBuilder().setSeconds(1777636800).setNanos(500_000_000))
            .setImportance(0)
            .setMetadata(
                Struct.newBuilder()
                    .putFields("n", Value.newBuilder().setNumberValue(3).build())
                    .putFields("x", Value.newBuilder().setNumberValue(0.25).build()))
            .setVersion(9007199254740993L)
            .build();

    assertThat(JsonAnswers.text(memory))
        .isEqualTo(
            "{\"id\":\"m1\",\"layer\":\"user\",\"scope\":{\"user\":\"alice\"},"
                + "\"content\":\"she said \\\"hi\\\" 😀\",\"event_time\":\"2026-05-01T12:00:00.500Z\","
                + "\"metadata\":{\"n\":3,\"x\":0.25},\"importance\":0,\"version\":9007199254740993,"
                + "\"archived\":false}");
  }

  @Test
  void anEmptyPageStillHasItsListAndSaysWhetherItIsPartial() {
    assertThat(JsonAnswers.text(SearchMemoriesResponse.getDefaultInstance()))
        .isEqualTo("{\"results\":[],\"partial\":false}");
  }

  @Test
  void emptyListsWithinAnItemAreLeftOut() {
    assertThat(
            JsonAnswers.text(
                SearchMemoriesResponse.newBuilder()
                    .addResults(
                        SearchResult.newBuilder()
                            .setMemory(Memory.newBuilder().setId("m").setVersion(1)))
                    .build()))
        .isEqualTo(
            "{\"results\":[{\"memory\":{\"id\":\"m\",\"version\":1,\"archived\":false},"
                + "\"score\":0}],\"partial\":false}");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Memory memory =
        Memory.newBuilder()
            .setContent("x")
            .addTags("t")
            .setImportance(0.1)
            .setVersion(2)
            .setValidTo(Timestamp.newBuilder().setSeconds(-1))
            .build();
    Memory.Builder read = Memory.newBuilder();

    JsonBodies.read(ByteString.copyFrom(JsonAnswers.bytes(memory)), read, new Refusals());

    assertThat(read.build()).isEqualTo(memory);
  }
}
