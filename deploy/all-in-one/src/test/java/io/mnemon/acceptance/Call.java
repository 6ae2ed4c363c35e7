package io.mnemon.acceptance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A request over HTTP, as malformed as a test wants it. */
final class Call {
  private final String method;
  private final String path;
  private final byte[] body;
  private final List<String> headers;

  private Call(String method, String path, byte[] body, List<String> headers) {
    this.method = method;
    this.path = path;
    this.body = body;
    this.headers = List.copyOf(headers);
  }

  static Call get(String path) {
    return of("GET", path);
  }

  /** Without a body. */
  static Call of(String method, String path) {
    return new Call(method, path, new byte[0], List.of());
  }

  static Call post(String path, Object json) {
    return of("POST", path).json(Json.write(json));
  }

  static Call patch(String path, Object json) {
    return of("PATCH", path).json(Json.write(json));
  }

  /** With a text as its JSON, whether it is JSON or not. */
  Call json(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8)).header("Content-Type", "application/json");
  }

  Call bytes(byte[] bytes) {
    return new Call(method, path, bytes.clone(), headers);
  }

  Call key(String key) {
    return header("Authorization", "Bearer " + key);
  }

  Call header(String name, String value) {
    List<String> more = new ArrayList<>(headers);
    more.add(name);
    more.add(value);
    return new Call(method, path, body, more);
  }

  String method() {
    return method;
  }

  String path() {
    return path;
  }

  byte[] body() {
    return body.clone();
  }

  /** Names and values in turn. */
  List<String> headers() {
    return headers;
  }

  @Override
  public String toString() {
    return method + " " + path;
  }
}
