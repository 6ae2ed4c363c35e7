package io.mnemon.bench.door;

/** Each client has a socket of its own. */
public record HttpDoor(String host, int port) implements Door {

  @Override
  public String name() {
    return "HTTP";
  }

  @Override
  public HttpConnection connect() {
    return new HttpConnection(host, port);
  }

  @Override
  public void close() {
    // Nothing is open but what the clients have opened.
  }
}
