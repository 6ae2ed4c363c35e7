package io.mnemon.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable sequence of bytes that is compared by content. */
public final class Bytes {
  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  public static Bytes of(byte[] content) {
    return new Bytes(content.clone());
  }

  public byte[] toByteArray() {
    return content.clone();
  }

  public int size() {
    return content.length;
  }

  /** Lower-case hexadecimal, two digits a byte. */
  public String toHex() {
    return HexFormat.of().formatHex(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes bytes && Arrays.equals(content, bytes.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** The size only: the content may be secret. */
  @Override
  public String toString() {
    return "Bytes[" + content.length + "]";
  }
}
