package io.mnemon.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** The platform's door for HTTP. */
final class Http {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final String address;
  private final HttpClient client;

  Http(String address) {
    this.address = address;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
  }

  String address() {
    return address;
  }

  /**
   * @throws UncheckedIOException if no answer came
   */
  Reply send(Call call) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address + call.path())).timeout(PATIENCE);
    byte[] body = call.body();
    request.method(
        call.method(),
        body.length == 0
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofByteArray(body));
    if (!call.headers().isEmpty()) {
      request.headers(call.headers().toArray(String[]::new));
    }
    try {
      return Reply.of(client.send(request.build(), BodyHandlers.ofByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(call + " was not answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + call, e);
    }
  }

  /** Sends a call that has to succeed with this status. */
  Reply send(Call call, int status) {
    Reply reply = send(call);
    try {
      return reply.expect(status);
    } catch (AssertionError e) {
      throw new AssertionError(call + ": " + e.getMessage(), e);
    }
  }
}
