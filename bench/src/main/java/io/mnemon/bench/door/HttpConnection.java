package io.mnemon.bench.door;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * HTTP/1.1 over one socket that is kept open, and no more of it than the platform's answers need: a
 * client of a library would take as much of the machine as what is measured.
 */
public final class HttpConnection implements Connection {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] PARTIAL = "\"partial\":true".getBytes(UTF_8);
  private static final byte[] ERROR = "\"error\":{".getBytes(UTF_8);
  private static final String LENGTH = "content-length:";
  private static final int SHOWN = 300;

  private final InetSocketAddress address;
  private @Nullable Socket socket;
  private byte[] buffer = new byte[64 << 10];
  private int filled;

  public HttpConnection(String host, int port) {
    address = new InetSocketAddress(host, port);
  }

  @Override
  public Outcome search(String key, Search search) {
    return search(key, JsonBodies.search(search));
  }

  /** Asks what a body of JSON says. */
  public Outcome search(String key, String search) {
    return contains(answer(key, search), PARTIAL) ? Outcome.PARTIAL : Outcome.WHOLE;
  }

  /** The JSON that answers a search. */
  public byte[] answer(String key, Search search) {
    return answer(key, JsonBodies.search(search));
  }

  /** The JSON that answers a search. */
  public byte[] answer(String key, String search) {
    return send("POST", "/v1/memories/search", key, search);
  }

  @Override
  public Outcome add(String key, Draft draft) {
    send("POST", "/v1/memories", key, JsonBodies.draft(draft));
    return Outcome.WHOLE;
  }

  @Override
  public Outcome addAll(String key, List<Draft> drafts) {
    return addAll(key, JsonBodies.batch(drafts));
  }

  /** Adds what a body of JSON says. */
  public Outcome addAll(String key, String batch) {
    byte[] answer = send("POST", "/v1/memories:batch", key, batch);
    if (contains(answer, ERROR)) {
      throw new RequestFailedException("an item of a batch was refused: " + shown(answer));
    }
    return Outcome.WHOLE;
  }

  /** The body of an answer that succeeded. */
  public byte[] get(String path) {
    return send("GET", path, null, "");
  }

  /** The body of an answer that succeeded. */
  public byte[] send(String method, String path, @Nullable String key, String body) {
    byte[] bytes = body.getBytes(UTF_8);
    StringBuilder head = new StringBuilder(256);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: localhost\r\n");
    if (key != null) {
      head.append("Authorization: Bearer ").append(key).append("\r\n");
    }
    if (bytes.length > 0) {
      head.append("Content-Type: application/json\r\nContent-Length: ").append(bytes.length);
      head.append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(ISO_8859_1);
    byte[] request = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, request, start.length, bytes.length);
    try {
      Socket open = open();
      open.getOutputStream().write(request);
      return answer(method + " " + path, open.getInputStream());
    } catch (IOException e) {
      close();
      throw new RequestFailedException(method + " " + path + " was not answered: " + e, e);
    }
  }

  private Socket open() throws IOException {
    Socket open = socket;
    if (open == null) {
      open = new Socket();
      open.setTcpNoDelay(true);
      open.setSoTimeout(PATIENCE_MILLIS);
      open.connect(address, PATIENCE_MILLIS);
      socket = open;
    }
    return open;
  }

  private byte[] answer(String request, InputStream input) throws IOException {
    filled = 0;
    int headEnd = readHead(input);
    String head = new String(buffer, 0, headEnd, ISO_8859_1);
    int bodyStart = headEnd + 4;
    int end = bodyStart + bodyLength(head);
    while (filled < end) {
      readSome(input);
    }
    byte[] body = Arrays.copyOfRange(buffer, bodyStart, end);
    if (head.charAt("HTTP/1.1 ".length()) != '2') {
      throw new RequestFailedException(
          request + " was refused: " + head.lines().findFirst().orElse("") + " " + shown(body));
    }
    return body;
  }

  private int readHead(InputStream input) throws IOException {
    for (int at = 0; ; at = Math.max(0, filled - 3)) {
      readSome(input);
      for (int i = at; i + 3 < filled; i++) {
        if (buffer[i] == '\r' && buffer[i + 1] == '\n' && buffer[i + 2] == '\r') {
          return i;
        }
      }
    }
  }

  private void readSome(InputStream input) throws IOException {
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
    int count = input.read(buffer, filled, buffer.length - filled);
    if (count < 0) {
      throw new IOException("the connection was closed");
    }
    filled += count;
  }

  private static int bodyLength(String head) throws IOException {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("\n" + LENGTH);
    if (at < 0) {
      if (lower.contains("\ntransfer-encoding:")) {
        throw new IOException("the answer comes in chunks, which this client does not read");
      }
      return 0;
    }
    int end = lower.indexOf('\r', at);
    return Integer.parseInt(
        lower.substring(at + 1 + LENGTH.length(), end < 0 ? lower.length() : end).strip());
  }

  private static boolean contains(byte[] text, byte[] wanted) {
    int last = text.length - wanted.length;
    for (int i = 0; i <= last; i++) {
      if (text[i] == wanted[0]
          && Arrays.equals(text, i, i + wanted.length, wanted, 0, wanted.length)) {
        return true;
      }
    }
    return false;
  }

  private static String shown(byte[] body) {
    return new String(body, 0, Math.min(SHOWN, body.length), UTF_8);
  }

  @Override
  public void close() {
    Socket open = socket;
    socket = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        throw new RequestFailedException("a socket could not be closed", e);
      }
    }
  }
}
