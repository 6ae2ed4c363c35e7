package io.mnemon.gateway.json;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** Writes messages that are nothing but a list as lines of JSON. */
public final class JsonLines {
  private JsonLines() {}

  /** The items of the message's list in UTF-8, a line each. */
  public static byte[] bytes(Message message) {
    FieldDescriptor list = message.getDescriptorForType().getFields().getFirst();
    ByteArrayOutputStream lines =
        new ByteArrayOutputStream(Math.max(32, message.getSerializedSize()));
    for (Object item : (List<?>) message.getField(list)) {
      lines.writeBytes(JsonAnswers.bytes((Message) item));
      lines.write('\n');
    }
    return lines.toByteArray();
  }
}
