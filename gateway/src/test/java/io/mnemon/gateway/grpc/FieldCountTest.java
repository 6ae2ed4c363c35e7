package io.mnemon.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Struct;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.Value;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FieldCountTest {
  private static final Descriptor BATCH = BatchAddMemoriesRequest.getDescriptor();

  @Test
  void fieldsAreCountedOnEveryLevel() {
    Struct metadata =
        Struct.newBuilder().putFields("a", Value.newBuilder().setBoolValue(true).build()).build();
    Memory memory =
        Memory.newBuilder().setContent("tea").addTags("x").setMetadata(metadata).build();
    byte[] batch =
        BatchAddMemoriesRequest.newBuilder()
            .addMemories(memory)
            .addMemories(memory)
            .build()
            .toByteArray();

    // Of each memory: itself, content, tag, metadata, an entry, its key and value, a value's value.
    assertThat(FieldCount.exceeds(16, batch, BATCH)).isFalse();
    assertThat(FieldCount.exceeds(15, batch, BATCH)).isTrue();
  }

  @Test
  void emptyMessagesCount() {
    byte[] batch = new byte[2_000];
    for (int i = 0; i < batch.length; i += 2) {
      batch[i] = 0x0a;
    }

    assertThat(FieldCount.exceeds(1_000, batch, BATCH)).isFalse();
    assertThat(FieldCount.exceeds(999, batch, BATCH)).isTrue();
  }

  @Test
  void whatIsNotKnownCountsAsWell() {
    UnknownFieldSet.Field numbers =
        UnknownFieldSet.Field.newBuilder().addVarint(1).addVarint(2).addFixed32(3).build();
    UnknownFieldSet inner = UnknownFieldSet.newBuilder().addField(900, numbers).build();
    byte[] message =
        UnknownFieldSet.newBuilder()
            .addField(901, UnknownFieldSet.Field.newBuilder().addGroup(inner).build())
            .addField(902, numbers)
            .build()
            .toByteArray();

    assertThat(FieldCount.exceeds(7, message, BATCH)).isFalse();
    assertThat(FieldCount.exceeds(6, message, BATCH)).isTrue();
  }

  @Test
  void whatCannotBeReadCountsUpToThere() {
    byte[] broken = {0x0a, 0, 0x0a, 0, 0x0a, 100};

    assertThat(FieldCount.exceeds(3, broken, BATCH)).isFalse();
    assertThat(FieldCount.exceeds(2, broken, BATCH)).isTrue();
  }

  @Test
  void noDepthIsTooMuchForTheCount() throws IOException {
    ByteString value = ByteString.EMPTY;
    // From within: a struct in a value in an entry in a struct.
    for (int level = 0; level < 16_000; level++) {
      value = delimited(1, delimited(2, delimited(5, value)));
    }

    assertThat(FieldCount.exceeds(1_000, value.toByteArray(), Struct.getDescriptor())).isFalse();
  }

  private static ByteString delimited(int field, ByteString bytes) throws IOException {
    ByteString.Output head = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(head);
    out.writeUInt32NoTag(field << 3 | 2);
    out.writeUInt32NoTag(bytes.size());
    out.flush();
    return head.toByteString().concat(bytes);
  }
}
