package io.mnemon.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.agroal.api.AgroalDataSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowTest {
  private static final String ECHO =
      """
      SELECT ?::uuid AS u, ? AS t, ? AS b, ? AS i, ? AS l, ? AS f, ? AS y, ?::timestamptz AS at,
             ?::jsonb AS j, ? AS ts, ? AS us, ? AS ls
      """;

  private final AgroalDataSource connections = TestDatabase.pool(TestDatabase.SERVICE, 1);
  private final ControlSession session = new ControlSession(connections, 1, Duration.ofSeconds(5));

  @AfterEach
  void close() {
    connections.close();
  }

  @Test
  void everyTypeComesBackAsItWasBound() {
    UUID id = UUID.randomUUID();
    Instant at = Instant.parse("2026-02-03T04:05:06.123456789Z");

    List<Object> row =
        echo(
            b ->
                b.uuid(id)
                    .text("naïve \uD83D\uDE00")
                    .bool(true)
                    .integer(-7)
                    .bigint(1L << 40)
                    .float8(0.1)
                    .bytes(new byte[] {0, 1, -1})
                    .timestamp(at)
                    .json("{\"a\": [1, null]}")
                    .textArray(List.of("a,b", "\"q\"", "{}", ""))
                    .uuidArray(List.of(id))
                    .bigintArray(List.of(1L, 2L)),
            r ->
                List.of(
                    r.uuid("u"),
                    r.text("t"),
                    r.bool("b"),
                    r.integer("i"),
                    r.bigint("l"),
                    r.float8("f"),
                    Arrays.toString(r.bytes("y")),
                    r.instant("at"),
                    r.json("j"),
                    r.textList("ts"),
                    r.uuidList("us"),
                    r.text("ls")));

    assertThat(row)
        .containsExactly(
            id,
            "naïve \uD83D\uDE00",
            true,
            -7,
            1L << 40,
            0.1,
            "[0, 1, -1]",
            Instant.parse("2026-02-03T04:05:06.123456Z"),
            "{\"a\": [1, null]}",
            List.of("a,b", "\"q\"", "{}", ""),
            List.of(id),
            "{1,2}");
  }

  @Test
  void everyTypeMayBeNull() {
    List<Object> row =
        echo(
            RowTest::nothing,
            r -> {
              List<Object> values = new ArrayList<>();
              values.add(r.uuidOrNull("u"));
              values.add(r.textOrNull("t"));
              values.add(r.boolOrNull("b"));
              values.add(r.integerOrNull("i"));
              values.add(r.bigintOrNull("l"));
              values.add(r.float8OrNull("f"));
              values.add(r.bytesOrNull("y"));
              values.add(r.instantOrNull("at"));
              values.add(r.jsonOrNull("j"));
              return values;
            });

    assertThat(row).hasSize(9).containsOnlyNulls();
    assertThat(echo(RowTest::nothing, r -> List.of(r.textList("ts"), r.uuidList("us"))))
        .containsExactly(List.of(), List.of());
  }

  @Test
  void aNullWhereAValueWasExpectedNamesItsColumn() {
    assertThatThrownBy(() -> echo(RowTest::nothing, r -> List.of(r.instant("at"))))
        .hasMessageContaining("column at is NULL");
    assertThatThrownBy(() -> echo(RowTest::nothing, r -> List.of(r.bytes("y"))))
        .hasMessageContaining("column y is NULL");
  }

  private List<Object> echo(Binder binder, RowReader<List<Object>> reader) {
    return session.query(ECHO, binder, reader).getFirst();
  }

  private static void nothing(Binding b) throws java.sql.SQLException {
    b.uuid(null)
        .text(null)
        .bool(null)
        .integer(null)
        .bigint(null)
        .float8(null)
        .bytes(null)
        .timestamp(null)
        .json(null)
        .textArray(null)
        .uuidArray(null)
        .bigintArray(null);
  }
}
