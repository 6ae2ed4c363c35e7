package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.StatusRuntimeException;
import io.mnemon.acceptance.Company.Kept;
import io.mnemon.acceptance.Company.Person;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Writes memories through a door that chance picks. */
final class Writers {
  /** Words of every memory, so that a search for them would show what it should not. */
  static final String COMMON = "The harbour lantern burns at midnight";

  private static final int CREATED = 201;

  private final Random random;
  private final Http http;
  private final Grpc grpc;
  private final Mcp mcp;

  Writers(Random random, Http http, Grpc grpc) {
    this.random = random;
    this.http = http;
    this.grpc = grpc;
    this.mcp = new Mcp(http);
  }

  Optional<Kept> mustWrite(Person writer, Kept draft) {
    return write(writer, draft, CREATED);
  }

  /** The memory with its id, where it is to be written; nothing where it is to be refused. */
  Optional<Kept> write(Person writer, Kept draft, int status) {
    String answer =
        switch (random.nextInt(3)) {
          case 0 -> overHttp(writer, draft);
          case 1 -> overGrpc(writer, draft);
          default -> overMcp(writer, draft);
        };
    if (status != CREATED) {
      assertThat(answer).as("%s writes %s", writer, draft).isEqualTo("refused with " + status);
      return Optional.empty();
    }
    assertThat(answer).as("%s writes %s", writer, draft).doesNotContain("refused");
    return Optional.of(
        new Kept(
            draft.company(),
            answer,
            draft.layer(),
            draft.user(),
            draft.agent(),
            draft.unit(),
            draft.word()));
  }

  private static String content(Kept draft) {
    return COMMON + " for " + draft.word() + ".";
  }

  private static Map<String, String> scope(Kept draft) {
    Map<String, String> scope = new LinkedHashMap<>();
    put(scope, "user", draft.user() == null ? null : draft.user().id());
    put(scope, "agent", draft.agent() == null ? null : draft.agent().id());
    put(scope, "session", draft.layer().equals("session") ? "talk" : null);
    put(scope, "unit", draft.unit() == null ? null : draft.unit().id());
    return scope;
  }

  private static void put(Map<String, String> scope, String name, @Nullable String value) {
    if (value != null) {
      scope.put(name, value);
    }
  }

  private String overHttp(Person writer, Kept draft) {
    Map<String, Object> memory =
        Map.of("layer", draft.layer(), "scope", scope(draft), "content", content(draft));
    Reply reply = http.send(Call.post("/v1/memories", memory).key(writer.key()));
    return reply.status() == CREATED
        ? reply.json().path("id").asText()
        : "refused with " + reply.status();
  }

  private String overGrpc(Person writer, Kept draft) {
    Scope.Builder scope = Scope.newBuilder();
    scope(draft)
        .forEach(
            (name, value) -> scope.setField(Scope.getDescriptor().findFieldByName(name), value));
    Memory memory =
        Memory.newBuilder()
            .setLayer(draft.layer())
            .setScope(scope)
            .setContent(content(draft))
            .build();
    try {
      return grpc.memories(writer.key())
          .addMemory(AddMemoryRequest.newBuilder().setMemory(memory).build())
          .getId();
    } catch (StatusRuntimeException e) {
      return "refused with " + ErrorCode.ofGrpcNumber(e.getStatus().getCode().value()).httpStatus();
    }
  }

  private String overMcp(Person writer, Kept draft) {
    Map<String, Object> arguments = new LinkedHashMap<>(scope(draft));
    arguments.put("layer", draft.layer());
    arguments.put("content", content(draft));
    var result = mcp.tool(writer.key(), "memory_add", arguments);
    return result.path("isError").asBoolean(false)
        ? "refused with "
            + ErrorCode.valueOf(result.path("structuredContent").path("code").asText()).httpStatus()
        : result.path("structuredContent").path("id").asText();
  }
}
