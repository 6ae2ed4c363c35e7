package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.ClientPresence;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.http.Problem;
import io.mnemon.gateway.http.RequestAddress;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.CallTerms;
import io.mnemon.gateway.routing.Services;
import io.mnemon.tenancy.Caller;
import io.opentelemetry.context.Scope;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The MCP endpoint, by the Streamable HTTP transport without sessions: each POST brings its own
 * credential and gets its answer as JSON. What waits, waits on a virtual thread of the request's
 * own.
 */
final class McpHandler implements Handler<RoutingContext> {
  private static final String EDGE = "mcp";
  private static final int UNAUTHORIZED = 401;
  private static final String VERSION_HEADER = "MCP-Protocol-Version";
  private static final Pattern JSON_TYPE = Pattern.compile("(?i)application/json\\s*(;.*)?");

  private final McpProtocol protocol;
  private final Authentication authentication;
  private final Deliveries deliveries;
  private final Admission admission;
  private final Services services;
  private final BodyReader bodies;
  private final Executor threads;
  private final Semaphore permits;
  private final Origins origins;
  private final Optional<ProtectedResource> resource;
  private final int maxBatch;

  McpHandler(
      McpProtocol protocol,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      Executor threads,
      Limits limits) {
    this.protocol = protocol;
    this.authentication = authentication;
    this.deliveries = deliveries;
    this.admission = admission;
    this.services = services;
    this.bodies = bodies;
    this.threads = threads;
    this.permits = new Semaphore(limits.concurrentRequests());
    this.origins = limits.origins();
    this.resource = limits.resource();
    this.maxBatch = limits.batch();
  }

  /**
   * What is accepted.
   *
   * @param concurrentRequests how many requests are worked on at once
   * @param batch how many messages a request may carry
   * @param origins whose web pages may call
   * @param resource who gives tokens, as those are told who show none
   */
  record Limits(
      int concurrentRequests, int batch, Origins origins, Optional<ProtectedResource> resource) {}

  @Override
  public void handle(RoutingContext context) {
    Exchange exchange = Exchange.of(context);
    exchange.name(EDGE, "unknown");
    if (!permits.tryAcquire()) {
      Answers.send(
          context,
          Problem.of(
              new ServiceException(
                  ErrorCode.RESOURCE_EXHAUSTED,
                  "too many requests are being worked on: try again in a second")));
      return;
    }
    context.request().pause();
    Context eventLoop = context.vertx().getOrCreateContext();
    io.opentelemetry.context.Context trace = io.opentelemetry.context.Context.current();
    threads.execute(
        ClientPresence.whileThere(
            context,
            () -> {
              try (Scope scope = trace.makeCurrent()) {
                Deliveries.Ready<Answer> ready = answer(context, eventLoop, exchange);
                eventLoop.runOnContext(send -> Answers.send(context, ready));
              } finally {
                permits.release();
              }
            }));
  }

  // Whatever goes wrong here must become an answer: nobody above would give one.
  private Deliveries.Ready<Answer> answer(
      RoutingContext context, Context eventLoop, Exchange exchange) {
    try {
      HttpServerRequest request = context.request();
      checkOrigin(request);
      String credential = request.getHeader("Authorization");
      String address = RequestAddress.of(request);
      Caller caller = authentication.authenticate(credential, address);
      exchange.caller(caller);
      if (!request.method().name().equals("POST")) {
        return ready(
            Answer.of(
                Problem.methodNotAllowed(request.method().name(), Set.of("POST")),
                exchange.traceId()));
      }
      check(request);
      ByteString body = bodies.read(context.vertx(), eventLoop, request);
      AtomicBoolean hasWritten = new AtomicBoolean();
      return deliveries.answer(
          caller,
          () -> authentication.afresh(credential, address),
          () -> !hasWritten.get(),
          who ->
              answer(
                  body,
                  request.getHeader(VERSION_HEADER),
                  exchange,
                  (method, message) -> {
                    hasWritten.compareAndSet(false, !method.isRead());
                    return call(method, message, who, exchange);
                  }));
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

  private Message call(PublicMethod method, Message message, Caller caller, Exchange exchange) {
    try (Admission.Permit permit =
        admission.admit(caller, method, message, message.getSerializedSize(), exchange::tell)) {
      return services.call(
          method, caller, message, CallTerms.ofRequest(exchange.requestId(), exchange.spent()));
    }
  }

  private void checkOrigin(HttpServerRequest request) {
    String origin = request.getHeader("Origin");
    if (!origins.allow(origin)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "web pages of this origin may not call: name it in mnemon.gateway.mcp.allowed-origins");
    }
  }

  private static void check(HttpServerRequest request) {
    String version = request.getHeader(VERSION_HEADER);
    if (version != null && !Versions.ALL.contains(version)) {
      throw ServiceException.invalid(
          VERSION_HEADER, "must be one of " + String.join(", ", Versions.ALL));
    }
    String type = request.getHeader("Content-Type");
    if (type == null || !JSON_TYPE.matcher(type.strip()).matches()) {
      throw ServiceException.invalid("Content-Type", "must be application/json");
    }
  }

  private Answer answer(
      ByteString body, @Nullable String version, Exchange exchange, ToolCalls calls) {
    Optional<JsonNode> parsed = Messages.read(body);
    if (parsed.isEmpty()) {
      return refused(RpcAnswers.Code.PARSE_ERROR, "the body is not valid JSON in UTF-8");
    }
    JsonNode message = parsed.get();
    if (!(message instanceof ArrayNode batch)) {
      exchange.name(EDGE, protocol.measuredName(message));
      return protocol
          .answer(message, calls)
          .map(McpHandler::single)
          .orElseGet(McpHandler::accepted);
    }
    exchange.name(EDGE, "batch");
    if (version != null && !version.equals(Versions.WITH_BATCHES)) {
      return refused(
          RpcAnswers.Code.INVALID_REQUEST,
          "version %s has no batches: send each message by itself".formatted(version));
    }
    if (batch.isEmpty() || batch.size() > maxBatch) {
      return refused(
          RpcAnswers.Code.INVALID_REQUEST,
          "a batch must hold 1 to %d messages".formatted(maxBatch));
    }
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    batch.forEach(one -> protocol.answer(one, calls).ifPresent(answers::add));
    return answers.isEmpty() ? accepted() : json(answers);
  }

  private static Answer refused(RpcAnswers.Code code, String message) {
    ObjectNode error = RpcAnswers.error(JsonNodeFactory.instance.nullNode(), code, message);
    return new Answer(400, headers(), ByteString.copyFromUtf8(error.toString()));
  }

  /** One that exceeded a limit says so to HTTP as well, where clients and proxies look for it. */
  private static Answer single(ObjectNode answer) {
    Map<String, String> headers = new TreeMap<>(headers());
    RpcAnswers.retryAfter(answer).ifPresent(time -> headers.putAll(Problem.retryAfter(time)));
    return headers.containsKey("Retry-After")
        ? new Answer(429, headers, ByteString.copyFromUtf8(answer.toString()))
        : json(answer);
  }

  private static Answer json(JsonNode answer) {
    return new Answer(200, headers(), ByteString.copyFromUtf8(answer.toString()));
  }

  private static Map<String, String> headers() {
    return Map.of(Answer.CONTENT_TYPE, "application/json", "Cache-Control", "no-store");
  }

  private static Answer accepted() {
    return new Answer(202, Map.of(), ByteString.EMPTY);
  }
}
