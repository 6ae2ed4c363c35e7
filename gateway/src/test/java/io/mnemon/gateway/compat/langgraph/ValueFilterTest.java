package io.mnemon.gateway.compat.langgraph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueFilterTest {
  private static ObjectNode json(String text) {
    return Json.parse(ByteString.copyFromUtf8(text.replace('\'', '"')));
  }

  private static ValueFilter filter(String text) {
    return ValueFilter.of(Optional.of(new Fields(json(text), "filter")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1} | {'a':1.0} | true",
        "{'a':1} | {'a':[1]} | false",
        "{'a':1} | {'a':true} | false",
        "{'a':'x'} | {'a':['x','y']} | false",
        "{'a':['x','y']} | {'a':['x','y']} | true",
        "{'a':['x','y']} | {'a':['y','x']} | false",
        "{'a':['x']} | {'a':'x'} | false",
        "{'a':[]} | {'a':[]} | true",
        "{'a':null} | {'b':1} | true",
        "{'a':null} | {'a':null} | true",
        "{'a':null} | {'a':[]} | false",
        "{'a':{'b':'x'}} | {'a':{'b':'x','c':1}} | true",
        "{'a':{'b':'x'}} | {'a':[{'b':'x'}]} | false",
        "{'a':{'b':{'$gt':1}}} | {'a':{'b':2}} | true",
        "{'a':{}} | {'a':{'b':1}} | true",
        "{'a':{}} | {'a':1} | false",
        "{'a.b':1} | {'a.b':1} | true",
        "{'a.b':1} | {'a':{'b':1}} | false",
        "{'':1} | {'':1} | true",
        "{'a':{'$eq':{'b':1}}} | {'a':{'b':1}} | true",
        "{'a':{'$eq':{'b':1}}} | {'a':{'b':1,'c':1}} | false",
        "{'a':{'$ne':'x'}} | {'a':['x']} | true",
        "{'a':{'$ne':'x'}} | {} | true",
        "{'a':{'$ne':'x'}} | {'a':'x'} | false",
        "{'a':{'$gt':1,'$lte':3}} | {'a':3} | true",
        "{'a':{'$gt':1,'$lte':3}} | {'a':3.5} | false",
        "{'a':{'$gte':1}} | {'a':'2'} | false",
        "{'a':{'$gte':1}} | {'a':[2]} | false",
        "{'a':{'$lt':1}} | {} | false",
        "{'a':{'$gte':'2026-05'}} | {'a':'2026-05-01'} | true",
        "{'a':1,'b':2} | {'a':1,'b':3} | false",
      })
  void valuesAreComparedToTheLetter(String filter, String value, boolean holds) {
    assertThat(filter(filter).holds(json(value))).isEqualTo(holds);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'a':1,'b':'x','c':true} | [{'metadata.value.a':1},{'metadata.value.b':'x'},{'metadata.value.c':true}]",
        "{'a':{'$gt':1,'$lte':3}} | [{'metadata.value.a':{'gt':1}},{'metadata.value.a':{'lte':3}}]",
        "{'a':{'b':{'$eq':'x'}}} | [{'metadata.value.a.b':{'eq':'x'}}]",
        "{'a':null} | [{'metadata.value.a':{'exists':false}}]",
        "{'a':['x'],'b':{'$ne':'x'},'c.d':1,'':1,'e':{}} | []",
      })
  void theIndexIsAskedForWhatItCanTell(String filter, String expected) {
    ArrayNode conditions = Json.object().arrayNode();

    filter(filter).narrow(conditions);

    assertThat(conditions.toString().replace('"', '\'')).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'b':{'$in':[2]}} | filter.b.$in: is no operator",
        "{'b':{'$gt':1,'c':2}} | filter.b.c: is no operator",
        "{'a':{'b':{'$like':'x'}}} | filter.a.b.$like: is no operator",
        "{'a':[{'$like':'x'}]} | filter.a.$like: is no operator",
        "{'a':{'$lt':[1]}} | filter.a.$lt: must be a number or a text",
        "{'a':{'$lt':true}} | filter.a.$lt: must be a number or a text",
      })
  void whatIsNotUnderstoodIsRefused(String filter, String message) {
    assertThatThrownBy(() -> filter(filter))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith(message);
  }
}
