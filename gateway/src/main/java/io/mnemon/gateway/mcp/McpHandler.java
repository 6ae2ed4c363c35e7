package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.http.Problem;
import io.mnemon.gateway.http.RequestAddress;
import io.mnemon.gateway.http.RequestThreads;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.CallTerms;
import io.mnemon.gateway.routing.Services;
import io.mnemon.tenancy.Caller;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * The MCP endpoint, by the Streamable HTTP transport without sessions: each POST brings its own
 * credential and gets its answer as JSON.
 */
final class McpHandler implements Handler<RoutingContext> {
  private static final String EDGE = "mcp";
  private static final int UNAUTHORIZED = 401;
  private static final Pattern JSON_TYPE = Pattern.compile("(?i)application/json\\s*(;.*)?");

  private final McpProtocol protocol;
  private final StreamableHttp transport;
  private final Authentication authentication;
  private final Deliveries deliveries;
  private final Admission admission;
  private final Services services;
  private final BodyReader bodies;
  private final RequestThreads threads;
  private final Optional<ProtectedResource> resource;

  /**
   * @param resource who gives tokens, as those are told who show none
   */
  McpHandler(
      McpProtocol protocol,
      StreamableHttp transport,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      RequestThreads threads,
      Optional<ProtectedResource> resource) {
    this.protocol = protocol;
    this.transport = transport;
    this.authentication = authentication;
    this.deliveries = deliveries;
    this.admission = admission;
    this.services = services;
    this.bodies = bodies;
    this.threads = threads;
    this.resource = resource;
  }

  @Override
  public void handle(RoutingContext context) {
    Exchange exchange = Exchange.of(context);
    exchange.name(EDGE, "unknown");
    threads.run(
        context,
        busy -> Answer.of(Problem.of(busy), exchange.traceId()),
        eventLoop -> Optional.of(answer(context, eventLoop, exchange)));
  }

  // Whatever goes wrong here must become an answer: nobody above would give one.
  private Deliveries.Ready<Answer> answer(
      RoutingContext context, Context eventLoop, Exchange exchange) {
    try {
      HttpServerRequest request = context.request();
      transport.checkOrigin(request.getHeader("Origin"));
      String credential = request.getHeader("Authorization");
      String address = RequestAddress.of(request);
      Caller caller = authentication.authenticate(credential, address);
      threads.enter(exchange, caller);
      if (!request.method().name().equals("POST")) {
        return ready(
            Answer.of(
                Problem.methodNotAllowed(request.method().name(), Set.of("POST")),
                exchange.traceId()));
      }
      String version = request.getHeader(StreamableHttp.VERSION);
      transport.checkVersion(version);
      requireJson(request);
      ByteString body = bodies.read(context, eventLoop);
      Supplier<Caller> afresh = () -> authentication.afresh(credential, address);
      GivenAnswers given = new GivenAnswers();
      return deliveries.answer(
          caller,
          afresh,
          () -> !given.haveWritten(),
          who -> {
            Supplier<Caller> now = () -> deliveries.current(who, afresh);
            ToolCalls calls = (method, message) -> call(method, message, who, now, given, exchange);
            given.begin();
            return transport.answer(
                body,
                version,
                (message, alone) -> given.keep(answer(message, alone, exchange, calls)));
          },
          whole -> transport.answer(body, version, given.withoutReads()));
    } catch (RuntimeException e) {
      return ready(challenged(Answer.of(Answers.problem(e, exchange), exchange.traceId())));
    }
  }

  /** Who shows no good credential is told where to get one, if that is known. */
  private Answer challenged(Answer answer) {
    if (answer.status() != UNAUTHORIZED || resource.isEmpty()) {
      return answer;
    }
    Map<String, String> headers = new TreeMap<>(answer.headers());
    headers.put("WWW-Authenticate", resource.get().challenge());
    return new Answer(answer.status(), headers, answer.body());
  }

  private static Deliveries.Ready<Answer> ready(Answer answer) {
    return new Deliveries.Ready<>(answer, () -> {});
  }

  private Message call(
      PublicMethod method,
      Message message,
      Caller caller,
      Supplier<Caller> now,
      GivenAnswers given,
      Exchange exchange) {
    try (Admission.Permit permit =
        admission.admit(caller, method, message, message.getSerializedSize(), exchange::tell)) {
      Caller current = now.get();
      given.call(method);
      return services.call(
          method, current, message, CallTerms.ofRequest(exchange.requestId(), exchange.spent()));
    }
  }

  private static void requireJson(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    if (type == null || !JSON_TYPE.matcher(type.strip()).matches()) {
      throw ServiceException.invalid("Content-Type", "must be application/json");
    }
  }

  private Optional<ObjectNode> answer(
      JsonNode message, boolean alone, Exchange exchange, ToolCalls calls) {
    exchange.name(EDGE, alone ? protocol.measuredName(message) : "batch");
    return protocol.answer(message, calls);
  }
}
