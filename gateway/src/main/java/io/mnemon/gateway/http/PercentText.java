package io.mnemon.gateway.http;

import com.google.protobuf.ByteString;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Text as URLs carry it: UTF-8 whose bytes may be written as {@code %hh}. */
public final class PercentText {
  private static final int HEX = 16;

  private PercentText() {}

  /** The text, or empty if an escape is broken or the bytes are not UTF-8. */
  public static Optional<String> decode(String encoded, boolean plusIsSpace) {
    ByteString.Output bytes = ByteString.newOutput(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        int high = i + 2 < encoded.length() ? Character.digit(encoded.charAt(i + 1), HEX) : -1;
        int low = high < 0 ? -1 : Character.digit(encoded.charAt(i + 2), HEX);
        if (low < 0) {
          return Optional.empty();
        }
        bytes.write(high * HEX + low);
        i += 2;
      } else if (c == '+' && plusIsSpace) {
        bytes.write(' ');
      } else {
        byte[] plain = String.valueOf(c).getBytes(StandardCharsets.UTF_8);
        bytes.write(plain, 0, plain.length);
      }
    }
    ByteString text = bytes.toByteString();
    return text.isValidUtf8() ? Optional.of(text.toStringUtf8()) : Optional.empty();
  }

  /** The text as one segment of a path. */
  public static String encodeSegment(String text) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~:@".indexOf(c) >= 0;
      encoded.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return encoded.toString();
  }
}
