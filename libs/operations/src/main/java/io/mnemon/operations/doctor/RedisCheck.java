package io.mnemon.operations.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.embedded.CannotStart;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/** The cache: whether it answers, and forgets old keys when it is full. */
final class RedisCheck implements Check {

  private static final int PATIENCE_MS = 3_000;
  private static final int USUAL_PORT = 6379;
  private static final String POLICY = "maxmemory-policy";

  private final URI address;

  RedisCheck(String address) {
    this.address = parse(address);
  }

  /** Repeats nothing of what is wrong: it may hold a password. */
  private static URI parse(String text) {
    try {
      URI address = new URI(text);
      if (address.getHost() != null) {
        return address;
      }
    } catch (URISyntaxException e) {
      throw noAddress();
    }
    throw noAddress();
  }

  private static CannotStart noAddress() {
    return new CannotStart(
        "MNEMON_REDIS_URL is no address. Write it like redis://:password@host:6379.");
  }

  @Override
  public String name() {
    return "Redis";
  }

  @Override
  public List<Finding> findings() {
    int port = address.getPort() < 0 ? USUAL_PORT : address.getPort();
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      return policy("rediss".equals(address.getScheme()) ? askEncrypted(socket) : ask(socket));
    } catch (IOException e) {
      return List.of(
          Finding.warning(
              "redis-unreachable",
              "Redis on %s:%d does not answer (%s)."
                  .formatted(address.getHost(), port, e.getMessage()),
              "Everything works without it, slower.",
              "If it is yours, start it; the embedded one comes back by itself within seconds."));
    }
  }

  private Optional<String> askEncrypted(Socket plain) throws IOException {
    var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
    try (var socket =
        (SSLSocket) factory.createSocket(plain, address.getHost(), plain.getPort(), true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      return ask(socket);
    }
  }

  private Optional<String> ask(Socket socket) throws IOException {
    var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    String[] user = Optional.ofNullable(address.getUserInfo()).orElse("").split(":", 2);
    String password = user[user.length - 1];
    if (!password.isEmpty()) {
      String name = user.length == 2 && !user[0].isEmpty() ? user[0] + " " : "";
      send(socket, "AUTH " + name + password);
      requirePlain(in.readLine());
    }
    send(socket, "CONFIG GET " + POLICY);
    Optional<String> answer = Optional.empty();
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("-") || line.equals("*0")) {
        // A hosted Redis may refuse to tell.
        return Optional.empty();
      }
      if (answer.filter(POLICY::equals).isPresent() && !line.startsWith("$")) {
        return Optional.of(line);
      }
      answer = line.startsWith("$") || line.startsWith("*") ? answer : Optional.of(line);
    }
    throw new IOException("it ended the connection");
  }

  private static void send(Socket socket, String command) throws IOException {
    socket.getOutputStream().write((command + "\r\n").getBytes(UTF_8));
  }

  private static void requirePlain(@Nullable String line) throws IOException {
    if (line == null || line.startsWith("-")) {
      throw new IOException(line == null ? "it ended the connection" : line.substring(1));
    }
  }

  private static List<Finding> policy(Optional<String> policy) {
    return policy.filter(name -> !name.startsWith("allkeys")).stream()
        .map(
            name ->
                Finding.warning(
                    "redis-policy",
                    "Redis has the policy " + name + ".",
                    "When it is full it refuses new entries instead of forgetting old ones.",
                    "redis-cli CONFIG SET " + POLICY + " allkeys-lru"))
        .toList();
  }
}
