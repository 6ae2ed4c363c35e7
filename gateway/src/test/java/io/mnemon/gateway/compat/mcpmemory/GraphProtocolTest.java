package io.mnemon.gateway.compat.mcpmemory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.HeapMemories;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.mcp.StreamableHttp;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphProtocolTest {
  private final HeapMemories memories = new HeapMemories();
  private final GraphProtocol protocol =
      new GraphProtocol(
          new GraphTools(new Graph.Limits(5, 10_000, 3, 3)), new StreamableHttp(List.of(), 2));

  private Answer send(PrincipalKind kind, Map<String, String> query, String message) {
    return send(kind, query, Map.of(), message);
  }

  private Answer send(
      PrincipalKind kind, Map<String, String> query, Map<String, String> headers, String message) {
    Caller caller =
        new Caller(
            UUID.randomUUID(),
            UUID.randomUUID(),
            kind,
            "lea",
            null,
            List.of(),
            List.of(),
            null,
            false,
            1,
            null);
    return protocol.answer(
        new CompatRequest(
            Map.of(),
            query,
            name -> Optional.ofNullable(headers.get(name)),
            ByteString.copyFromUtf8(message.replace('\'', '"')),
            caller,
            memories));
  }

  private String said(String message) {
    Answer answer = send(PrincipalKind.USER, Map.of(), message);
    return answer.status() + " " + answer.body().toStringUtf8().replace('"', '\'');
  }

  @ParameterizedTest
  @CsvSource({"2025-06-18,2025-06-18", "2025-03-26,2025-03-26", "2099-01-01,2025-11-25"})
  void aVersionIsAgreedOn(String asked, String agreed) {
    assertThat(
            said(
                "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{'protocolVersion':'"
                    + asked
                    + "'}}"))
        .startsWith("200 {'jsonrpc':'2.0','id':1,'result':{'protocolVersion':'" + agreed + "'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'jsonrpc':'2.0','method':'notifications/initialized'} | 202",
        "{'jsonrpc':'2.0','id':'a','result':{}} | 202",
        "{'jsonrpc':'2.0','id':'a','method':'ping'} | 200 {'jsonrpc':'2.0','id':'a','result':{}}",
        "{'jsonrpc':'2.0','id':1,'method':'resources/list'} | 200 {'jsonrpc':'2.0','id':1,'error':{'code':-32601,'message':'Method not found'}}",
        "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{}} | 200 {'jsonrpc':'2.0','id':1,'error':{'code':-32602,'message':'params.name must be the name of a tool'}}",
        "{'jsonrpc':'2.0','id':{},'method':'ping'} | 200 {'jsonrpc':'2.0','id':null,'error':{'code':-32600,'message':'id must be a string or a whole number'}}",
        "{'jsonrpc':'1.0','id':1,'method':'ping'} | 200 {'jsonrpc':'2.0','id':null,'error':{'code':-32600,'message':'a message must be an object with \\'jsonrpc\\': \\'2.0\\''}}",
        "{} | 200 {'jsonrpc':'2.0','id':null,'error':{'code':-32600,'message':'a message must be an object with \\'jsonrpc\\': \\'2.0\\''}}",
      })
  void messagesAreAnswered(String message, String answer) {
    assertThat(said(message).strip()).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        " | 1 | 200 [{'jsonrpc':'2.0','id':1,'result':{}}]",
        "2025-03-26 | 2 | 200 [{'jsonrpc':'2.0','id':1,'result':{}},{'jsonrpc':'2.0','id':1,'result':{}}]",
        "2025-03-26 | 3 | 400 {'jsonrpc':'2.0','id':null,'error':{'code':-32600,'message':'a batch must hold 1 to 2 messages'}}",
        "2025-06-18 | 1 | 400 {'jsonrpc':'2.0','id':null,'error':{'code':-32600,'message':'version 2025-06-18 has no batches: send each message by itself'}}",
      })
  void batchesAreAnsweredWhereTheVersionHasThem(
      @Nullable String version, int size, String expected) {
    String ping = "{'jsonrpc':'2.0','id':1,'method':'ping'}";
    String batch = "[" + String.join(",", Collections.nCopies(size, ping)) + "]";
    Map<String, String> headers =
        version == null ? Map.of() : Map.of("MCP-Protocol-Version", version);

    Answer answer = send(PrincipalKind.USER, Map.of(), headers, batch);

    assertThat(answer.status() + " " + answer.body().toStringUtf8().replace('"', '\''))
        .isEqualTo(expected);
  }

  @Test
  void whatIsNotJsonIsRefusedAsTheProtocolDoes() {
    assertThat(said("[")).startsWith("400 {'jsonrpc':'2.0','id':null,'error':{'code':-32700");
  }

  @Test
  void nineToolsAreOffered() {
    assertThat(said("{'jsonrpc':'2.0','id':1,'method':'tools/list'}"))
        .contains("'name':'create_entities'", "'name':'open_nodes'")
        .contains(
            "'inputSchema':{'type':'object','properties':{'query':{'type':'string','description':"
                + "'The text that is looked for'}},'required':['query']}")
        .hasSizeGreaterThan(3_000);
  }

  @Test
  void anApplicationSaysWhoseGraphIsMeant() {
    String read = "{'jsonrpc':'2.0','id':1,'method':'tools/call','params':{'name':'read_graph'}}";

    assertThat(send(PrincipalKind.APPLICATION, Map.of("user", "lea"), read).body().toStringUtf8())
        .contains("\"entities\":[]");
    assertThat(send(PrincipalKind.APPLICATION, Map.of(), read).body().toStringUtf8())
        .startsWith(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32602,\"message\":\"user: is missing");
  }
}
