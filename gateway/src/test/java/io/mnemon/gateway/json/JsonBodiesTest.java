package io.mnemon.gateway.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.Timestamps;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodiesTest {
  @Test
  void everyKindOfFieldIsRead() throws ParseException, TextFormat.ParseException {
    Memory.Builder memory = Memory.newBuilder();

    read(
        """
        {"layer": "user", "scope": {"user": "alice"}, "content": "häuser \\ud83d\\ude00",
         "event_time": "2026-05-01T14:00:00.5+02:00", "tags": ["a", "b"], "importance": 1,
         "metadata": {"a": {"b": [1, 2.5, "x", true, null]}}, "version": 9007199254740993}
        """,
        memory);

    assertThat(memory.getContent()).isEqualTo("häuser 😀");
    assertThat(memory.getScope().getUser()).isEqualTo("alice");
    assertThat(memory.getEventTime()).isEqualTo(Timestamps.parse("2026-05-01T12:00:00.5Z"));
    assertThat(memory.getTagsList()).containsExactly("a", "b");
    assertThat(memory.getImportance()).isEqualTo(1.0);
    assertThat(memory.getVersion()).isEqualTo(9007199254740993L);
    assertThat(TextFormat.printer().emittingSingleLine(true).printToString(memory.getMetadata()))
        .contains("number_value: 2.5", "bool_value: true", "null_value: NULL_VALUE");
  }

  @Test
  void theKeysOfTheObjectAreToldAndNullIsAbsent() {
    Memory.Builder memory = Memory.newBuilder();

    Set<String> keys = read("{\"content\": \"x\", \"tags\": null, \"importance\": null}", memory);

    assertThat(keys).containsExactly("content", "tags", "importance");
    assertThat(memory.hasImportance()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"contnt\": \"x\"}                    | contnt          | did you mean \"content\"",
        "{\"eventTime\": \"x\"}                 | eventTime       | did you mean \"event_time\"",
        "{\"zzzzzz\": 1}                        | zzzzzz          | all are: archived, content",
        "{\"scope\": {\"usr\": \"a\"}}          | scope.usr       | did you mean \"user\"",
        "{\"content\": 42}                      | content         | write \"42\" in quotes",
        "{\"content\": {\"a\": 1}}              | content         | must be a string, not an object",
        "{\"content\": [\"a\"]}                 | content         | must be a string, not a list",
        "{\"content\": \"\\ud800\"}             | content         | half of a surrogate pair",
        "{\"importance\": \"0.5\"}              | importance      | write 0.5 without quotes",
        "{\"importance\": true}                 | importance      | must be a number, not true or false",
        "{\"importance\": 1e999}                | importance      | too large",
        "{\"version\": 1.5}                     | version         | must be a whole number",
        "{\"version\": 9223372036854775808}     | version         | must be a whole number from",
        "{\"tags\": \"a\"}                      | tags            | must be a list, not a string",
        "{\"tags\": [\"a\", 1]}                 | tags[1]         | must be a string, not a number",
        "{\"tags\": [null]}                     | tags[0]         | must be a string, not null",
        "{\"scope\": \"alice\"}                 | scope           | must be an object, not a string",
        "{\"metadata\": []}                     | metadata        | must be an object, not a list",
        "{\"metadata\": {\"n\": 12345678901234567890}} | metadata.n | write it as a string",
        "{\"metadata\": {\"n\": 9007199254740993}} | metadata.n      | write it as a string",
        "{\"metadata\": {\"n\": -9007199254740993}} | metadata.n     | write it as a string",
        "{\"metadata\": {\"a\": 1, \"a\": 2}}   | metadata.a      | is there twice",
        "{\"content\": \"a\", \"content\": \"b\"} | content       | is there twice",
        "{\"event_time\": \"yesterday\"}        | event_time      | RFC 3339",
        "{\"event_time\": \"2026-05-01\"}       | event_time      | RFC 3339",
        "{\"event_time\": \"2026-05-01T12:00:00\"} | event_time   | with an offset",
        "{\"event_time\": \"2026-02-30T12:00:00Z\"} | event_time  | RFC 3339",
        "{\"event_time\": \"0000-01-01T00:00:00Z\"} | event_time  | RFC 3339",
        "{\"event_time\": 1714564800}           | event_time      | not a number",
      })
  void whatDoesNotFitIsNamedWithWhatWouldBeRight(String json, String field, String message) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> read(json.strip(), Memory.newBuilder()))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.violations()).hasSize(1);
              assertThat(e.violations().getFirst().field()).isEqualTo(field);
              assertThat(e.violations().getFirst().message()).contains(message);
            });
  }

  @Test
  void everythingThatIsWrongIsToldAtOnce() {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                read(
                    "{\"memories\": [{\"content\": 1}, {\"x\": {\"y\": []}, \"tags\": {}}], \"q\": 1}",
                    BatchAddMemoriesRequest.newBuilder()))
        .satisfies(
            e ->
                assertThat(e.violations())
                    .extracting(Violation::field)
                    .containsExactly(
                        "memories[0].content", "memories[1].x", "memories[1].tags", "q"));
  }

  @Test
  void aThousandMistakesAreNotAllTold() {
    String json = "{\"tags\": [" + "1,".repeat(999) + "1]}";

    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> read(json, Memory.newBuilder()))
        .satisfies(e -> assertThat(e.violations()).hasSize(20));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                          | is empty",
        "` `                         | is empty",
        "[]                          | must be an object, not a list",
        "\"text\"                    | must be an object, not a string",
        "null                        | must be an object, not null",
        "{\"content\": }             | at line 1, column 13",
        "{\"content\": \"a\"         | not valid JSON",
        "{\"content\": \"a\"} {}     | goes on after",
        "{'content': 'a'}            | not valid JSON",
        "{\"content\": NaN}          | not valid JSON",
        "{\"content\": \"a\",}       | not valid JSON",
        "{\"content\": 01}           | not valid JSON",
      })
  void whatIsNoJsonObjectIsRefusedAsABody(String json, String message) {
    assertBodyRefused(ByteString.copyFromUtf8(json), message);
  }

  @Test
  void invalidUtf8IsRefused() {
    assertBodyRefused(
        ByteString.copyFromUtf8("{\"content\": \"")
            .concat(ByteString.copyFrom(new byte[] {(byte) 0xC3, (byte) 0x28}))
            .concat(ByteString.copyFromUtf8("\"}")),
        "not valid UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":"})
  void jsonThatIsTooDeepIsRefused(String level) {
    assertBodyRefused(
        ByteString.copyFromUtf8("{\"metadata\": {\"a\":" + level.repeat(100_000)),
        "deeper than 24");
  }

  @Test
  void jsonThatHoldsTooMuchIsRefused() {
    assertBodyRefused(
        ByteString.copyFromUtf8("{\"memories\": [{}" + ",{}".repeat(250_000) + "]}"),
        BatchAddMemoriesRequest.newBuilder(),
        "more than 500000");
  }

  @Test
  void fieldsOfARequestAreOnlyThoseOfTheContract() {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(
            () ->
                read(
                    "{\"query\": \"x\", \"top_k\": 3, \"limit\": \"5\"}",
                    SearchMemoriesRequest.newBuilder()))
        .satisfies(
            e ->
                assertThat(e.violations())
                    .extracting(Violation::field)
                    .isEqualTo(List.of("top_k", "limit")));
  }

  private static void assertBodyRefused(ByteString body, String message) {
    assertBodyRefused(body, Memory.newBuilder(), message);
  }

  private static void assertBodyRefused(ByteString body, Message.Builder request, String message) {
    assertThatExceptionOfType(ServiceException.class)
        .isThrownBy(() -> JsonBodies.read(body, request, new Refusals()))
        .satisfies(
            e -> {
              assertThat(e.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
              assertThat(e.violations().getFirst().field()).isEqualTo("body");
              assertThat(e.violations().getFirst().message()).contains(message);
            });
  }

  private static Set<String> read(String json, Message.Builder builder) {
    Refusals refusals = new Refusals();
    Set<String> keys = JsonBodies.read(ByteString.copyFromUtf8(json), builder, refusals);
    refusals.throwIfAny();
    return keys;
  }
}
