package io.mnemon.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** As much of a registry of images as a push and a pull need, on this machine. */
final class HeapRegistry implements AutoCloseable {
  private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
  private final Map<String, String> types = new ConcurrentHashMap<>();
  private final AtomicInteger uploads = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpsServer server;

  /**
   * @param folder for a certificate that nobody trusts
   */
  HeapRegistry(Path folder) throws IOException {
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls(folder)));
    server.setExecutor(threads);
    server.createContext("/v2/", this::answer);
    server.start();
  }

  private static SSLContext tls(Path folder) throws IOException {
    Path file = folder.resolve("registry.p12");
    String password = "changeit";
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(
        List.of("-genkeypair", "-alias", "r", "-keyalg", "EC", "-dname", "CN=localhost"));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", password));
    try {
      new ProcessBuilder(command).redirectErrorStream(true).start().waitFor();
      KeyStore store = KeyStore.getInstance(file.toFile(), password.toCharArray());
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("there is no certificate", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  String address() {
    return "localhost:" + server.getAddress().getPort();
  }

  /** A manifest, or a list of them, by name and tag or digest. */
  String manifest(String name, String reference) {
    byte[] found = contents.get("/v2/" + name + "/manifests/" + reference);
    return found == null ? "" : new String(found, UTF_8);
  }

  void putManifest(String name, String reference, String type, String text) {
    put("/v2/" + name + "/manifests/", reference, type, text.getBytes(UTF_8));
  }

  private void put(String folder, String reference, String type, byte[] bytes) {
    for (String each : new String[] {reference, digest(bytes)}) {
      contents.put(folder + each, bytes);
      types.put(folder + each, type);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      byte[] body = exchange.getRequestBody().readAllBytes();
      switch (exchange.getRequestMethod()) {
        case "POST" -> located(exchange, path + "upload-" + uploads.incrementAndGet());
        case "PATCH" -> {
          contents.put(path, body);
          located(exchange, path);
        }
        case "PUT" -> {
          keep(exchange, path, body);
          exchange.sendResponseHeaders(201, -1);
        }
        default -> give(exchange, path);
      }
    }
  }

  private void keep(HttpExchange exchange, String path, byte[] body) {
    String query = exchange.getRequestURI().getQuery();
    if (path.contains("/manifests/")) {
      int reference = path.lastIndexOf('/') + 1;
      String type = exchange.getRequestHeaders().getFirst("Content-Type");
      put(path.substring(0, reference), path.substring(reference), type, body);
    } else {
      String blobs = path.substring(0, path.indexOf("/uploads/") + 1);
      contents.put(blobs + query.replaceFirst(".*digest=", ""), contents.get(path));
    }
  }

  private void give(HttpExchange exchange, String path) throws IOException {
    byte[] found = path.equals("/v2/") ? new byte[0] : contents.get(path);
    if (found == null) {
      exchange.sendResponseHeaders(404, -1);
      return;
    }
    exchange.getResponseHeaders().add("Docker-Content-Digest", digest(found));
    exchange
        .getResponseHeaders()
        .add("Content-Type", types.getOrDefault(path, "application/octet-stream"));
    boolean head = exchange.getRequestMethod().equals("HEAD");
    if (head) {
      exchange.getResponseHeaders().add("Content-Length", Integer.toString(found.length));
    }
    exchange.sendResponseHeaders(200, head || found.length == 0 ? -1 : found.length);
    if (!head) {
      exchange.getResponseBody().write(found);
    }
  }

  private static void located(HttpExchange exchange, String place) throws IOException {
    exchange.getResponseHeaders().add("Location", place);
    exchange.sendResponseHeaders(202, -1);
  }

  static String digest(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "sha256:" + HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has it", e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
