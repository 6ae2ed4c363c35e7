package io.mnemon.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The HTTP API at one address. Anything but a success is a {@link CommandFailure}; where an answer
 * is passed on, an {@link UnwrittenException} says that it cannot be written.
 */
final class Server {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration DOWNLOAD_TIMEOUT = Duration.ofHours(1);

  /** How many bytes of an answer are passed on at once. */
  private static final int PIECE = 16_384;

  private final String base;
  private final URI uri;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  Server(String url) {
    this.base = url.replaceFirst("/+$", "");
    this.uri = parse(base);
  }

  private static URI parse(String url) {
    URI uri;
    try {
      uri = URI.create(url);
    } catch (IllegalArgumentException e) {
      throw wrongUrl(url);
    }
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw wrongUrl(url);
    }
    return uri;
  }

  private static CommandFailure wrongUrl(String url) {
    return CommandFailure.usage(
        "'" + url + "' is no address: --url or MNEMON_URL is written like http://localhost:8080");
  }

  /** Reads a resource. */
  Json get(String key, String... path) {
    return success(send(authorized(key, path).GET()));
  }

  /** Reads a resource; the query is given as the members of an object. */
  Json get(String key, Json query, String... path) {
    return success(send(authorized(key, query, path).GET()));
  }

  /** Deletes a resource; the query is given as the members of an object. */
  Json delete(String key, Json query, String... path) {
    return success(send(authorized(key, query, path).DELETE()));
  }

  /** Sends JSON, and passes the bytes of the answer on as they come. */
  void download(String key, Json body, OutputStream out, String... path) {
    download(
        authorized(key, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString())),
        out);
  }

  /** Reads a resource, and passes its bytes on as they come. */
  void download(String key, OutputStream out, String... path) {
    download(authorized(key, path).GET(), out);
  }

  /** Reads a resource with a query, and passes its bytes on as they come. */
  void downloadMatching(String key, Json query, OutputStream out, String... path) {
    download(authorized(key, query, path).GET(), out);
  }

  /** Sends lines of JSON as they are read; the query is given as the members of an object. */
  Json upload(String key, Json query, Supplier<InputStream> lines, String... path) {
    return success(
        send(
            authorized(key, query, path)
                .timeout(DOWNLOAD_TIMEOUT)
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofInputStream(lines))));
  }

  private void download(HttpRequest.Builder request, OutputStream out) {
    request.timeout(DOWNLOAD_TIMEOUT);
    try {
      HttpResponse<InputStream> response =
          client.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream answer = response.body()) {
        if (response.statusCode() / 100 != 2) {
          throw refusal(
              new Answer(
                  response.statusCode(),
                  new String(answer.readAllBytes(), StandardCharsets.UTF_8)));
        }
        pass(answer, out);
      }
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** So that a full disk here is not taken for a server that does not answer. */
  private static void pass(InputStream answer, OutputStream out) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int length = answer.read(piece); length >= 0; length = answer.read(piece)) {
      try {
        out.write(piece, 0, length);
      } catch (IOException e) {
        throw new UnwrittenException(e);
      }
    }
  }

  /** Sends JSON, with an Idempotency-Key unless it is empty. */
  Json post(String key, String idempotencyKey, Json body, String... path) {
    HttpRequest.Builder request =
        authorized(key, path)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.toString()));
    if (!idempotencyKey.isEmpty()) {
      header(request, "Idempotency-Key", idempotencyKey);
    }
    return success(send(request));
  }

  /** Carries one message of MCP; the answer is JSON, or empty if the message is owed none. */
  String message(String key, String protocolVersion, String message) {
    HttpRequest.Builder request =
        authorized(key, "mcp")
            .setHeader("Accept", "application/json, text/event-stream")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(message));
    if (!protocolVersion.isEmpty()) {
      header(request, "MCP-Protocol-Version", protocolVersion);
    }
    Answer answer = send(request);
    Json json = answer.json();
    if (answer.status() / 100 != 2 && json.get("jsonrpc").text().isEmpty()) {
      throw refusal(answer);
    }
    if (!answer.body().isBlank() && !json.isObject() && json.items().isEmpty()) {
      throw notJson();
    }
    return answer.body();
  }

  /** Asks a health probe, whose answer is a report for better and for worse. */
  Json probe(String... path) {
    Answer answer = send(request(path).GET());
    Json report = answer.json();
    boolean isReport =
        !report.get("status").text().isEmpty() && report.get("title").text().isEmpty();
    return isReport ? report : success(answer);
  }

  private HttpRequest.Builder authorized(String key, String... path) {
    return header(request(path), "Authorization", "Bearer " + key);
  }

  private static HttpRequest.Builder header(
      HttpRequest.Builder request, String name, String value) {
    try {
      return request.header(name, value);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(
          "The value for the header " + name + " has characters that cannot be sent.");
    }
  }

  private HttpRequest.Builder authorized(String key, Json query, String... path) {
    StringBuilder text = new StringBuilder();
    query.forEach(
        (name, value) ->
            text.append(text.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(encoded(value.text())));
    return header(request(text.toString(), path), "Authorization", "Bearer " + key);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpRequest.Builder request(String... path) {
    return request("", path);
  }

  private HttpRequest.Builder request(String query, String[] path) {
    StringBuilder text = new StringBuilder(base);
    for (String segment : path) {
      // What follows a colon is a verb of the API.
      text.append('/').append(encoded(segment).replace("%3A", ":"));
    }
    text.append(query);
    return HttpRequest.newBuilder(URI.create(text.toString()))
        .timeout(ANSWER_TIMEOUT)
        .header("Accept", "application/json, application/problem+json");
  }

  private Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
      return new Answer(response.statusCode(), response.body());
    } catch (IOException e) {
      throw unreachable(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private CommandFailure unreachable(IOException e) {
    return CommandFailure.unreachable(
        base
            + " does not answer. Start Mnemon with make run, or say with --url or MNEMON_URL where"
            + " it is.",
        e);
  }

  private CommandFailure interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return CommandFailure.unreachable("Interrupted while waiting for " + base + ".", e);
  }

  private Json success(Answer answer) {
    if (answer.status() / 100 == 2) {
      Json json = answer.json();
      if (!json.isObject()) {
        throw notJson();
      }
      return json;
    }
    throw refusal(answer);
  }

  private CommandFailure notJson() {
    return CommandFailure.refused(
        uri + " answered with something that is not JSON. Is it Mnemon?", "");
  }

  private CommandFailure refusal(Answer answer) {
    Json problem = answer.json();
    if (!problem.isObject()) {
      return CommandFailure.refused(
          uri + " refused with status " + answer.status() + " and no explanation.", "");
    }
    String code =
        problem
            .get("type")
            .text()
            .replace("urn:mnemon:error:", "")
            .replace('-', '_')
            .toUpperCase(Locale.ROOT);
    return CommandFailure.refused(
        "%s (%d %s)%s"
            .formatted(Table.printable(reason(problem)), answer.status(), code, trace(problem)),
        answer.body());
  }

  /** The violations if there are any, since the detail repeats the first of them. */
  private static String reason(Json problem) {
    List<String> violations = new ArrayList<>();
    for (Json violation : problem.get("violations").items()) {
      violations.add(violation.get("field").text() + ": " + violation.get("message").text());
    }
    if (!violations.isEmpty()) {
      return String.join("; ", violations);
    }
    String detail = problem.get("detail").text();
    return detail.isEmpty() ? problem.get("title").text() : detail;
  }

  private static String trace(Json problem) {
    String instance = problem.get("instance").text();
    return instance.isEmpty() ? "" : " [trace " + Table.printable(instance) + "]";
  }

  private record Answer(int status, String body) {
    Json json() {
      try {
        return Json.parse(body);
      } catch (IOException e) {
        return Json.object(Map.of()).get("absent");
      }
    }
  }
}
