package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.http.Problem;
import io.mnemon.gateway.http.ProblemException;
import io.mnemon.gateway.http.RequestAddress;
import io.mnemon.gateway.http.RequestThreads;
import io.mnemon.gateway.json.JsonAnswers;
import io.mnemon.gateway.json.JsonBodies;
import io.mnemon.gateway.json.Refusals;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.routing.CallTerms;
import io.mnemon.gateway.routing.Services;
import io.mnemon.tenancy.Caller;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A foreign interface: every request becomes calls of the contract, each with the caller, the
 * limits and the checks that it has at every other door.
 */
public final class CompatHandler implements Handler<RoutingContext> {
  private static final Pattern JSON_TYPE = Pattern.compile("(?i)application/json\\s*(;.*)?");

  private final CompatApi api;
  private final CompatRoutes routes;
  private final Parts parts;

  public CompatHandler(CompatApi api, Parts parts) {
    this.api = api;
    this.routes = api.routes();
    this.parts = parts;
  }

  /** The parts of the gateway that every door has. */
  public record Parts(
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      RequestThreads threads) {}

  @Override
  public void handle(RoutingContext context) {
    Exchange exchange = Exchange.of(context);
    exchange.name(api.name(), "unknown");
    parts
        .threads()
        .run(
            context,
            busy -> api.refusal(Problem.of(busy)),
            eventLoop -> Optional.of(answer(context, eventLoop, exchange)));
  }

  // Whatever goes wrong here must become an answer: nobody above would give one.
  private Deliveries.Ready<Answer> answer(
      RoutingContext context, Context eventLoop, Exchange exchange) {
    try {
      HttpServerRequest request = context.request();
      api.check(request);
      String address = RequestAddress.of(request);
      @Nullable String credential = api.credential(request);
      Caller caller = parts.authentication().authenticate(credential, address);
      parts.threads().enter(exchange, caller);
      CompatRoutes.Match.Found found = found(request, exchange);
      exchange.name(api.name(), found.operation().name());
      ByteString body = parts.bodies().read(context, eventLoop);
      requireJson(request, body);
      Map<String, String> query = query(request);
      Function<String, Optional<String>> headers =
          name -> Optional.ofNullable(request.getHeader(name));
      Supplier<Caller> afresh = () -> parts.authentication().afresh(credential, address);
      AtomicBoolean hasWritten = new AtomicBoolean();
      return parts
          .deliveries()
          .answer(
              caller,
              afresh,
              () -> !hasWritten.get(),
              who -> {
                Supplier<Caller> now = () -> parts.deliveries().current(who, afresh);
                Calls calls = (method, json) -> call(method, json, who, now, exchange, hasWritten);
                return found
                    .operation()
                    .answer()
                    .apply(new CompatRequest(found.variables(), query, headers, body, who, calls));
              });
    } catch (RuntimeException e) {
      Answer refusal = api.refusal(Answers.problem(e, exchange));
      return new Deliveries.Ready<>(refusal, () -> {});
    }
  }

  private CompatRoutes.Match.Found found(HttpServerRequest request, Exchange exchange) {
    String verb = request.method().name();
    return switch (routes.find(verb, exchange.path().substring(api.root().length()))) {
      case CompatRoutes.Match.Found found -> found;
      case CompatRoutes.Match.WrongVerb wrong ->
          throw new ProblemException(Problem.methodNotAllowed(verb, wrong.allowed()));
      case CompatRoutes.Match.Nothing nothing ->
          throw new ServiceException(
              ErrorCode.NOT_FOUND,
              "there is nothing at " + exchange.path() + ": docs/compat.md lists what is served");
    };
  }

  private ObjectNode call(
      String name,
      ObjectNode json,
      Caller caller,
      Supplier<Caller> now,
      Exchange exchange,
      AtomicBoolean hasWritten) {
    PublicMethod method = parts.methods().byName(name);
    Message.Builder builder = method.newRequest();
    Refusals refusals = new Refusals();
    ByteString bytes = ByteString.copyFromUtf8(json.toString());
    JsonBodies.read(bytes, builder, refusals);
    refusals.throwIfAny();
    Message message = builder.build();
    try (Admission.Permit permit =
        parts.admission().admit(caller, method, message, bytes.size(), exchange::tell)) {
      Caller current = now.get();
      hasWritten.compareAndSet(false, !method.isRead());
      Message answer =
          parts
              .services()
              .call(
                  method,
                  current,
                  message,
                  CallTerms.ofRequest(exchange.requestId(), exchange.spent()));
      return JsonAnswers.tree(answer);
    }
  }

  private static Map<String, String> query(HttpServerRequest request) {
    Map<String, String> query = new LinkedHashMap<>();
    try {
      request.params().forEach(one -> query.putIfAbsent(one.getKey(), one.getValue()));
    } catch (IllegalArgumentException e) {
      throw ServiceException.invalid("query", "of the URL is not encoded right");
    }
    return query;
  }

  private static void requireJson(HttpServerRequest request, ByteString body) {
    String type = request.getHeader("Content-Type");
    if (!body.isEmpty() && (type == null || !JSON_TYPE.matcher(type.strip()).matches())) {
      throw new ProblemException(
          Problem.unsupportedMediaType("the Content-Type must be application/json"));
    }
  }
}
