package io.mnemon.gateway.compat.langgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ItemsTest {
  private static final Path NOTES = new Path(List.of("lea", "notes"));

  private static ObjectNode json(String text) {
    return Json.parse(ByteString.copyFromUtf8(text.replace('\'', '"')));
  }

  private static ObjectNode memory(Path namespace, String key, String value, String options) {
    return Items.memory(namespace, key, json(value), new Fields(json(options), ""));
  }

  @Test
  void anItemIsATurnOfTheUserItsNamespaceNames() {
    ObjectNode memory = memory(NOTES, "tea", "{'text':'green tea','size':3}", "{}");

    assertThat(memory.toString().replace('"', '\''))
        .isEqualTo(
            "{'layer':'user','scope':{'user':'lea'},'kind':'episode',"
                + "'source_message_id':'langgraph/9/lea.notes/tea','tags':['langgraph'],"
                + "'content':'green tea','metadata':{'namespace':['lea','notes'],"
                + "'within':['lea','lea.notes'],'path':'lea.notes','key':'tea',"
                + "'value':{'text':'green tea','size':3}}}");
  }

  @Test
  void noTwoKeysHaveOneName() {
    assertThat(memory(new Path(List.of("a", "b")), "c/d", "{}", "{}").path("source_message_id"))
        .isNotEqualTo(
            memory(new Path(List.of("a", "b/c")), "d", "{}", "{}").path("source_message_id"));
    assertThatThrownBy(() -> memory(NOTES, "k".repeat(256), "{}", "{}"))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith("key: is too long");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':'one','b':{'c':['two',3]}} | {} | one/two",
        "{'a':'one','b':{'c':'two'}} | {'index':['b.c']} | two",
        "{'a':'one'} | {'index':false} | tea",
        "{'a':'one'} | {'index':['none']} | {'a':'one'}",
        "{'n':1} | {} | {'n':1}",
        "{} | {} | tea",
      })
  void theContentIsWhatCanBeRead(String value, String options, String content) {
    assertThat(memory(NOTES, "tea", value, options).path("content").asText())
        .isEqualTo(content.replace('/', '\n').replace('\'', '"'));
  }

  @Test
  void filtersAskAboutTheValue() {
    ValueFilter filter =
        ValueFilter.of(Optional.of(new Fields(json("{'a':1,'b':{'$gte':2}}"), "filter")));

    assertThat(Items.within(NOTES, filter).path("filter").toString().replace('"', '\''))
        .isEqualTo(
            "{'AND':[{'metadata.within':'lea.notes'},{'metadata.value.a':1},"
                + "{'metadata.value.b':{'gte':2}}]}");
  }

  @Test
  void withoutANamespaceEverythingThatMayBeSeenIsMeant() {
    assertThat(Items.within(new Path(List.of()), ValueFilter.NONE).toString().replace('"', '\''))
        .isEqualTo("{'layers':['user'],'kinds':['episode'],'tags':['langgraph']}");
  }

  @ParameterizedTest
  @CsvSource({
    "a, true",
    "a.b, true",
    "a.*, true",
    "*.b, true",
    "a.b.c.d, false",
    "b, false",
    "a.c, false"
  })
  void aPrefixIsWholeLabels(String prefix, boolean fits) {
    assertThat(Path.parse("x", "a.b.c").beginsWith(Path.parse("x", prefix))).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({"c, true", "b.c, true", "*.c, true", "b, false", "z.a.b.c, false"})
  void aSuffixIsWholeLabels(String suffix, boolean fits) {
    assertThat(Path.parse("x", "a.b.c").endsWith(Path.parse("x", suffix))).isEqualTo(fits);
  }
}
