package io.mnemon.gateway.compat.openai;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The list of embeddings in JSON, written once: ten thousand numbers are too many to copy about.
 */
final class EmbeddingsBody {
  /** More than the names and the number that stand around a vector. */
  private static final int AROUND_A_VECTOR = 64;

  private final byte[] json;
  private int end;

  private EmbeddingsBody(int most) {
    json = new byte[most];
  }

  /**
   * @param vectors each in base64 already, or little-endian float32 that becomes a list of numbers
   * @param rest the JSON of all fields after the vectors
   */
  static ByteString of(List<byte[]> vectors, boolean areBase64, String rest) {
    byte[] last = ("]," + rest + "}").getBytes(StandardCharsets.UTF_8);
    int most = AROUND_A_VECTOR + last.length;
    for (byte[] vector : vectors) {
      most += AROUND_A_VECTOR + (areBase64 ? vector.length : FloatText.mostBytes(vector));
    }
    EmbeddingsBody body = new EmbeddingsBody(most);
    body.ascii("{\"object\":\"list\",\"data\":[");
    for (int i = 0; i < vectors.size(); i++) {
      body.ascii(i == 0 ? "{" : ",{");
      body.ascii("\"object\":\"embedding\",\"index\":" + i + ",\"embedding\":");
      if (areBase64) {
        // Base64 has nothing that JSON would escape.
        body.ascii("\"");
        body.bytes(vectors.get(i));
        body.ascii("\"");
      } else {
        body.end = FloatText.write(vectors.get(i), body.json, body.end);
      }
      body.ascii("}");
    }
    body.bytes(last);
    return UnsafeByteOperations.unsafeWrap(body.json, 0, body.end);
  }

  private void ascii(String text) {
    bytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  private void bytes(byte[] more) {
    System.arraycopy(more, 0, json, end, more.length);
    end += more.length;
  }
}
