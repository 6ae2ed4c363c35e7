package io.mnemon.gateway.mcp;

import com.google.protobuf.ByteString;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.http.Problem;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Shows everybody who gives tokens for the MCP endpoint; nothing is there where nobody does. */
final class MetadataHandler implements Handler<RoutingContext> {
  private static final SortedSet<String> READING = new TreeSet<>(Set.of("GET", "HEAD"));

  private final Optional<Answer> document;

  MetadataHandler(Optional<ProtectedResource> resource) {
    this.document =
        resource.map(
            named ->
                new Answer(
                    200,
                    Map.of(
                        Answer.CONTENT_TYPE,
                        "application/json",
                        "Cache-Control",
                        "no-cache",
                        // Clients that are web pages read it, too; nothing in it is secret.
                        "Access-Control-Allow-Origin",
                        "*"),
                    ByteString.copyFromUtf8(named.document().toString())));
  }

  @Override
  public void handle(RoutingContext context) {
    Exchange exchange = Exchange.of(context);
    exchange.name("page", "oauth-protected-resource");
    String verb = context.request().method().name();
    if (document.isEmpty()) {
      Answers.send(context, Problem.notFound(exchange.path()));
    } else if (READING.contains(verb)) {
      Answers.send(context, document.get());
    } else {
      Answers.send(context, Problem.methodNotAllowed(verb, READING));
    }
  }
}
