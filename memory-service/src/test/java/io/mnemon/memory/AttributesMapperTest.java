package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.memory.record.Attributes;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttributesMapperTest {
  private static Attributes attributes(String metadata) throws InvalidProtocolBufferException {
    Struct.Builder struct = Struct.newBuilder();
    JsonFormat.parser().merge(metadata, struct);
    Memory memory = Memory.newBuilder().setContent("tea").setMetadata(struct).build();
    Checks checks = new Checks("memory");
    Attributes attributes = AttributesMapper.ofNew(memory, Instant.EPOCH, checks);
    checks.done();
    return attributes;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\u0000\"}",
        "{\"a\\u0000b\":1}",
        "{\"a\":[true,{\"b\":\"c\\u0000\"}]}",
        "{\"a\":{\"b\":[[\"\\u0000\"]]}}"
      })
  void theCharacterZeroIsRefusedInMetadata(String metadata) {
    ServiceException refused =
        catchThrowableOfType(ServiceException.class, () -> attributes(metadata));

    assertThat(refused.violations())
        .containsExactly(new Violation("memory.metadata", "must not contain the character U+0000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":\"\\\\u0000\"}",
        "{\"a\\\\u0000b\":[null,true,{\"c\":\"\\\\\\\\u0000\"}]}",
        "{\"message\":\"{\\\"text\\\":\\\"\\\\u0000\\\"}\"}"
      })
  void textThatTellsOfItIsKept(String metadata) throws InvalidProtocolBufferException {
    assertThat(attributes(metadata).metadata()).isEqualTo(metadata);
  }
}
