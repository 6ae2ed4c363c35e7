package io.mnemon.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** An answer over HTTP. */
record Reply(int status, HttpHeaders headers, String text) {

  static Reply of(java.net.http.HttpResponse<byte[]> response) {
    return new Reply(
        response.statusCode(),
        response.headers(),
        new String(response.body(), StandardCharsets.UTF_8));
  }

  JsonNode json() {
    return Json.parse(text);
  }

  /** The header's value, or nothing. */
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /**
   * This answer, if it has the status.
   *
   * @throws AssertionError with the answer's text otherwise
   */
  Reply expect(int wanted) {
    if (status != wanted) {
      throw new AssertionError(
          "the status is " + status + " instead of " + wanted + ", with: " + text);
    }
    return this;
  }
}
