package io.mnemon.gateway.openapi;

import com.google.protobuf.ByteString;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Something that everybody may read without a key and that does not change while we run. */
final class Page implements Handler<RoutingContext> {
  private static final Map<String, String> HEADERS =
      Map.of(
          "Cache-Control", "no-cache",
          "Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'",
          "Referrer-Policy", "no-referrer");

  private static final SortedSet<String> READING = new TreeSet<>(Set.of("GET", "HEAD"));

  private final String name;
  private final Answer answer;

  private Page(String name, Answer answer) {
    this.name = name;
    this.answer = answer;
  }

  static Page of(String name, String contentType, ByteString body) {
    Map<String, String> headers = new TreeMap<>(HEADERS);
    headers.put(Answer.CONTENT_TYPE, contentType);
    return new Page(name, new Answer(200, headers, body));
  }

  /** A page that leads elsewhere. */
  static Page redirect(String name, String location) {
    return new Page(name, new Answer(302, Map.of("Location", location), ByteString.EMPTY));
  }

  static Page ofResource(String name, String contentType, String resource) {
    try (InputStream content = Page.class.getResourceAsStream(resource)) {
      if (content == null) {
        throw new IllegalStateException("the gateway was built without " + resource);
      }
      return of(name, contentType, ByteString.readFrom(content));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resource, e);
    }
  }

  @Override
  public void handle(RoutingContext context) {
    Exchange exchange = Exchange.of(context);
    exchange.name("page", name);
    String verb = context.request().method().name();
    if (READING.contains(verb)) {
      Answers.send(context, answer);
    } else {
      Answers.send(context, Problem.methodNotAllowed(verb, READING));
    }
  }
}
