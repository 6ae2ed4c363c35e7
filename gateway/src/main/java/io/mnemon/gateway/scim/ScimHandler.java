package io.mnemon.gateway.scim;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.Exchange;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** SCIM: a translation of what the governance service keeps of a company's directory. */
final class ScimHandler implements Handler<RoutingContext> {
  private static final String EDGE = "scim";
  private static final Pattern JSON_TYPE =
      Pattern.compile("(?i)application/(scim\\+)?json\\s*(;\\s*charset=\"?utf-8\"?\\s*)?;?");

  private final ScimRoutes routes;
  private final PublicMethods methods;
  private final Authentication authentication;
  private final Deliveries deliveries;
  private final Admission admission;
  private final Services services;
  private final BodyReader bodies;
  private final RequestThreads threads;
  private final Optional<String> publicUrl;

  /**
   * @param publicUrl the platform's address; empty for the one that a request names
   */
  ScimHandler(
      ScimRoutes routes,
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      RequestThreads threads,
      Optional<String> publicUrl) {
    this.routes = routes;
    this.methods = methods;
    this.authentication = authentication;
    this.deliveries = deliveries;
    this.admission = admission;
    this.services = services;
    this.bodies = bodies;
    this.threads = threads;
    this.publicUrl = publicUrl;
  }

  @Override
  public void handle(RoutingContext context) {
    Exchange exchange = Exchange.of(context);
    exchange.name(EDGE, "unknown");
    threads.run(
        context,
        busy -> ScimErrors.answer(busy, exchange, false),
        eventLoop -> Optional.of(answer(context, eventLoop, exchange)));
  }

  // Whatever goes wrong here must become an answer: nobody above would give one.
  private Deliveries.Ready<Answer> answer(
      RoutingContext context, Context eventLoop, Exchange exchange) {
    try {
      HttpServerRequest request = context.request();
      String credential = request.getHeader("Authorization");
      String address = RequestAddress.of(request);
      Caller caller = authentication.authenticate(credential, address);
      threads.enter(exchange, caller);
      String verb = request.method().name();
      String path = exchange.path().substring(ScimRoutes.ROOT.length());
      return switch (routes.find(verb, path)) {
        case ScimRoutes.Match.Found found -> {
          exchange.name(EDGE, found.operation().name());
          ByteString body = bodies.read(context, eventLoop);
          requireJson(request, body);
          yield answer(
              found,
              calls -> request(request, found.id(), body, calls),
              caller,
              () -> authentication.afresh(credential, address),
              exchange);
        }
        case ScimRoutes.Match.WrongVerb wrong ->
            throw ScimException.of(
                405,
                verb + " cannot be used here: use " + String.join(", ", wrong.allowed()),
                Map.of("Allow", String.join(", ", wrong.allowed())));
        case ScimRoutes.Match.Nothing nothing ->
            throw ScimException.of(
                404, "there is nothing at " + exchange.path() + ": see /scim/v2/ResourceTypes");
      };
    } catch (RuntimeException e) {
      boolean conditional = context.request().getHeader("If-Match") != null;
      return new Deliveries.Ready<>(ScimErrors.answer(e, exchange, conditional), () -> {});
    }
  }

  private Deliveries.Ready<Answer> answer(
      ScimRoutes.Match.Found found,
      Function<ScimRequest.Calls, ScimRequest> request,
      Caller caller,
      Supplier<Caller> afresh,
      Exchange exchange) {
    AtomicBoolean hasWritten = new AtomicBoolean();
    return deliveries.answer(
        caller,
        afresh,
        () -> !hasWritten.get(),
        who -> {
          Supplier<Caller> now = () -> deliveries.current(who, afresh);
          ScimRequest asked =
              request.apply(
                  (method, message) ->
                      call(methods.byName(method), message, who, now, exchange, hasWritten));
          return found.operation().answer().apply(asked);
        });
  }

  private ScimRequest request(
      HttpServerRequest request, String id, ByteString body, ScimRequest.Calls calls) {
    return new ScimRequest(
        base(request),
        id,
        query(request),
        body,
        Optional.ofNullable(request.getHeader("If-Match")),
        Optional.ofNullable(request.getHeader("If-None-Match")),
        calls);
  }

  private static Map<String, String> query(HttpServerRequest request) {
    Map<String, String> query = new LinkedHashMap<>();
    try {
      request.params().forEach(one -> query.putIfAbsent(one.getKey(), one.getValue()));
    } catch (IllegalArgumentException e) {
      throw ScimException.bad(
          ScimException.Reason.INVALID_SYNTAX, "the query of the URL is not encoded right");
    }
    return query;
  }

  private Message call(
      PublicMethod method,
      Message message,
      Caller caller,
      Supplier<Caller> now,
      Exchange exchange,
      AtomicBoolean hasWritten) {
    try (Admission.Permit permit =
        admission.admit(caller, method, message, message.getSerializedSize(), exchange::tell)) {
      Caller current = now.get();
      hasWritten.compareAndSet(false, !method.isRead());
      return services.call(
          method, current, message, CallTerms.ofRequest(exchange.requestId(), exchange.spent()));
    }
  }

  private String base(HttpServerRequest request) {
    return publicUrl.orElseGet(() -> request.scheme() + "://" + request.authority())
        + ScimRoutes.ROOT;
  }

  private static void requireJson(HttpServerRequest request, ByteString body) {
    String type = request.getHeader("Content-Type");
    if (!body.isEmpty() && (type == null || !JSON_TYPE.matcher(type.strip()).matches())) {
      throw ScimException.of(415, "the Content-Type must be application/scim+json");
    }
  }
}
