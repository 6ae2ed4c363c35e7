package io.mnemon.gateway.compat.mem0;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiltersTest {
  private static ObjectNode narrowed(String filters) {
    ObjectNode request = Json.object();
    Filters.of(Optional.of(new Fields(Json.parse(ByteString.copyFromUtf8(filters)), "filters")))
        .narrow(request);
    return request;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'user_id':'a'} | {'layers':['user','agent','session'],'scope':{'user':'a'},'tags':[]}",
        "{'AND':[{'user_id':7}]} | {'layers':['user','agent','session'],'scope':{'user':'7'},'tags':[]}",
        "{'user_id':'a','agent_id':'b'} | {'layers':['agent','session'],'scope':{'user':'a','agent':'b'},'tags':[],'filter':{'AND':[{'OR':[{'layer':'agent'},{'tags':'agent_id=b'}]}]}}",
        "{'AND':[{'user_id':{'in':['a']}},{'run_id':'r'}]} | {'layers':['session'],'scope':{'user':'a','session':'r'},'tags':[]}",
        "{'run_id':'r','agent_id':'b'} | {'layers':['session'],'scope':{'session':'r'},'tags':['agent_id=b']}",
        "{'app_id':'x','user_id':'*'} | {'layers':['user','agent','session'],'scope':{},'tags':['app_id=x']}",
        "{'user_id':'a','agent_id':'*'} | {'layers':['agent','session'],'scope':{'user':'a'},'tags':[],'filter':{'AND':[{'OR':[{'layer':'agent'},{'tags':{'contains':'agent_id='}}]}]}}",
        "{'agent_id':'b','categories':'x'} | {'layers':['agent','session'],'scope':{'agent':'b'},'tags':[],'filter':{'AND':[{'tags':'x'},{'OR':[{'layer':'agent'},{'tags':'agent_id=b'}]}]}}",
        "{'user_id':'a','metadata':{'k':3}} | {'layers':['user','agent','session'],'scope':{'user':'a'},'tags':[],'filter':{'AND':[{'AND':[{'metadata.k':3}]}]}}",
      })
  void whoseMemoriesAreMeantIsTakenOut(String filters, String expected) {
    assertThat(narrowed(filters.replace('\'', '"')).toString())
        .isEqualTo(expected.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'created_at':{'gte':'2026-05-01'}} | [{'created_at':{'gte':'2026-05-01T00:00:00Z'}}]",
        "{'updated_at':{'lt':'2026-05-01T10:00:00.5'}} | [{'updated_at':{'lt':'2026-05-01T10:00:00.5Z'}}]",
        "{'timestamp':{'lt':'2026-05-01T10:00:00+02:00'}} | [{'event_time':{'lt':'2026-05-01T10:00:00+02:00'}}]",
        "{'categories':{'contains':'food'}} | [{'tags':{'eq':'food'}}]",
        "{'categories':{'in':['food']}} | [{'tags':{'in':['food']}}]",
        "{'metadata.k':'*'} | [{'metadata.k':{'exists':true}}]",
        "{'OR':[{'metadata.k':1},{'metadata.k':2,'categories':'x'}]} | [{'OR':[{'metadata.k':1},{'AND':[{'metadata.k':2},{'tags':'x'}]}]}]",
        "{'NOT':{'categories':'x'}} | [{'NOT':{'tags':'x'}}]",
        "{'NOT':[{'categories':'x'}]} | [{'NOT':[{'tags':'x'}]}]",
      })
  void theRestBecomesAFilterOfOurs(String filters, String expected) {
    assertThat(narrowed(filters.replace('\'', '"')).path("filter").path("AND").toString())
        .isEqualTo(expected.replace('\'', '"'));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'user_id':{'in':['a','b']}} | filters.user_id: must be one name",
        "{'AND':[{'user_id':'a'},{'user_id':'b'}]} | filters.AND.user_id: is given twice",
        "{'OR':[{'user_id':'a'},{'agent_id':'b'}]} | filters.OR.user_id: must hold for all",
        "{'NOT':{'user_id':'a'}} | filters.NOT.user_id: must hold for all",
        "{'AND':[3]} | filters.AND: must be an object",
        "{'AND':3} | filters.AND: must be a list",
        "{'OR':{}} | filters.OR: must be a list",
        "{'metadata':3} | filters.metadata: must be an object",
        "{'keywords':'x'} | filters.keywords: cannot be filtered by",
        "{'categories':{'icontains':'x'}} | filters.categories.icontains: is no operator here",
      })
  void whatIsNotUnderstoodIsRefused(String filters, String message) {
    assertThatThrownBy(() -> narrowed(filters.replace('\'', '"')))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith(message);
  }
}
