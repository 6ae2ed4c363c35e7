package io.mnemon.gateway.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the fields of a message and of those within it before it is read: each may become an
 * object, of two bytes on the wire, of many here.
 */
final class FieldCount {
  /** No reader of protobuf goes deeper. */
  private static final int MAX_DEPTH = 100;

  private final CodedInputStream bytes;
  private int left;

  private FieldCount(byte[] message, int most) {
    this.bytes = CodedInputStream.newInstance(message);
    this.left = most;
  }

  /**
   * Whether a message has more fields than this. Of one that cannot be read, those count that come
   * before what is wrong.
   */
  static boolean exceeds(int most, byte[] message, Descriptor type) {
    FieldCount count = new FieldCount(message, most);
    try {
      count.message(type, 0);
    } catch (IOException e) {
      // Who reads it stops here as well.
      return count.left < 0;
    }
    return count.left < 0;
  }

  /**
   * Counts to the end of a message or group.
   *
   * @param type null for one that is not known
   */
  private void message(@Nullable Descriptor type, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("the message is nested too deep");
    }
    while (left >= 0) {
      int tag = bytes.readTag();
      if (tag == 0 || WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_END_GROUP) {
        return;
      }
      left--;
      switch (WireFormat.getTagWireType(tag)) {
        case WireFormat.WIRETYPE_START_GROUP -> message(null, depth + 1);
        case WireFormat.WIRETYPE_LENGTH_DELIMITED -> delimited(type, tag, depth);
        default -> {
          var unused = bytes.skipField(tag);
        }
      }
    }
  }

  private void delimited(@Nullable Descriptor type, int tag, int depth) throws IOException {
    FieldDescriptor field =
        type == null ? null : type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    if (field == null || field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      var unused = bytes.skipField(tag);
      return;
    }
    int before = bytes.pushLimit(bytes.readRawVarint32());
    message(field.getMessageType(), depth + 1);
    bytes.popLimit(before);
  }
}
