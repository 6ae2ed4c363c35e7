package io.mnemon.gateway.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.BodyPieces;
import io.mnemon.gateway.http.BodyReader;
import io.mnemon.gateway.http.BodyWriter;
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
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.function.Supplier;

/** The REST API: finds the method that a request means and carries it there and back. */
final class RestHandler implements Handler<RoutingContext> {
  private static final Caller GATEWAY = Caller.service("gateway");
  private static final Duration WRITE_PATIENCE = Duration.ofMinutes(1);

  private final RouteTable routes;
  private final Map<PublicMethod, Translation> translations;
  private final Authentication authentication;
  private final Deliveries deliveries;
  private final Admission admission;
  private final Services services;
  private final BodyReader bodies;
  private final OpenDoor openDoor;
  private final LineImports imports;
  private final RequestThreads threads;

  RestHandler(
      RouteTable routes,
      Map<PublicMethod, Translation> translations,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      BodyReader bodies,
      OpenDoor openDoor,
      LineImports imports,
      RequestThreads threads) {
    this.routes = routes;
    this.translations = Map.copyOf(translations);
    this.authentication = authentication;
    this.deliveries = deliveries;
    this.admission = admission;
    this.services = services;
    this.bodies = bodies;
    this.openDoor = openDoor;
    this.imports = imports;
    this.threads = threads;
  }

  /** How one method is read from HTTP and written to it. */
  record Translation(RequestReader reader, AnswerWriter writer) {}

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    switch (routes.find(request.method().name(), Exchange.of(context).path())) {
      case RouteTable.Match.Found found -> begin(context, found);
      case RouteTable.Match.WrongVerb wrong -> otherVerb(context, wrong.allowed());
      case RouteTable.Match.Unknown unknown -> context.next();
    }
  }

  private static void otherVerb(RoutingContext context, SortedSet<String> allowed) {
    String verb = context.request().method().name();
    Answers.send(
        context,
        verb.equals("OPTIONS")
            ? new Answer(204, Map.of("Allow", String.join(", ", allowed)), ByteString.EMPTY)
            : Answer.of(Problem.methodNotAllowed(verb, allowed), Exchange.of(context).traceId()));
  }

  private void begin(RoutingContext context, RouteTable.Match.Found found) {
    Exchange exchange = Exchange.of(context);
    exchange.name("rest", found.method().name());
    threads.run(
        context,
        busy -> Answer.of(Problem.of(busy), exchange.traceId()),
        eventLoop -> answer(context, eventLoop, found, exchange));
  }

  // Whatever goes wrong here must become an answer: nobody above would give one.
  @SuppressWarnings("CatchingUnchecked")
  private Optional<Deliveries.Ready<Answer>> answer(
      RoutingContext context, Context eventLoop, RouteTable.Match.Found found, Exchange exchange) {
    try {
      HttpServerRequest request = context.request();
      PublicMethod method = found.method();
      String address = RequestAddress.of(request);
      if (method.open()) {
        return Optional.of(
            openDoor.pass(
                context,
                eventLoop,
                address,
                body -> answerAnybody(context, found, body, exchange)));
      }
      String credential = request.getHeader("Authorization");
      Caller caller = authentication.authenticate(credential, address);
      threads.enter(exchange, caller);
      Supplier<Caller> afresh = () -> authentication.afresh(credential, address);
      if (method.takesLines() && BodyPieces.areLines(request)) {
        return Optional.of(importLines(eventLoop, request, method, caller, afresh, exchange));
      }
      ByteString body = bodies.read(context, eventLoop);
      Translation translation = translation(method);
      Message call = translation.reader().read(rest(request, found.variables(), body));
      CallTerms terms = CallTerms.ofRequest(exchange.requestId(), exchange.spent());
      try (Admission.Permit permit =
          admission.admit(caller, method, call, body.size(), exchange::tell)) {
        Caller now = deliveries.current(caller, afresh);
        if (method.isStream()) {
          BodyWriter writer = new BodyWriter(context, eventLoop, WRITE_PATIENCE);
          StreamedAnswers.send(
              services.stream(method, now, call, terms),
              writer,
              exchange,
              () -> deliveries.require(now, afresh, method.isRead()));
          return Optional.empty();
        }
        if (method.answersNothing()) {
          Message done = services.call(method, now, call, terms);
          Answer answer = translation.writer().write(done);
          return Optional.of(new Deliveries.Ready<>(answer, deliveries.beginDone()));
        }
        return Optional.of(
            deliveries.answer(
                now,
                afresh,
                method::isRead,
                who -> translation.writer().write(services.call(method, who, call, terms))));
      } catch (ServiceException e) {
        throw RestFailures.ofBody(method.body(), e);
      }
    } catch (RuntimeException e) {
      return Optional.of(ready(Answer.of(Answers.problem(e, exchange), exchange.traceId())));
    }
  }

  /** Carries a body of any length, part by part; each part is let in by itself. */
  private Deliveries.Ready<Answer> importLines(
      Context eventLoop,
      HttpServerRequest request,
      PublicMethod method,
      Caller caller,
      Supplier<Caller> afresh,
      Exchange exchange) {
    BodyPieces body = bodies.pieces(request, eventLoop);
    try {
      Translation translation = translation(method);
      Message template =
          translation.reader().readWithoutLines(rest(request, Map.of(), ByteString.EMPTY));
      CallTerms terms = CallTerms.ofRequest(exchange.requestId(), exchange.spent());
      Message sum =
          imports.take(
              (ImportMemoriesRequest) template,
              body::next,
              part -> {
                try (Admission.Permit permit =
                    admission.admit(caller, method, part.request(), part.bytes(), exchange::tell)) {
                  Caller now = deliveries.current(caller, afresh);
                  return services.call(method, now, part.request(), terms);
                }
              });
      Answer answer = translation.writer().write(sum);
      return new Deliveries.Ready<>(answer, deliveries.begin(caller, afresh, false));
    } finally {
      body.skipRest();
    }
  }

  private static Deliveries.Ready<Answer> ready(Answer answer) {
    return new Deliveries.Ready<>(answer, () -> {});
  }

  /** Carries what proves itself in the gateway's own name. */
  private Deliveries.Ready<Answer> answerAnybody(
      RoutingContext context, RouteTable.Match.Found found, ByteString body, Exchange exchange) {
    PublicMethod method = found.method();
    Message call =
        translation(method).reader().read(rest(context.request(), found.variables(), body));
    CallTerms terms = CallTerms.ofRequest(exchange.requestId(), exchange.spent());
    return ready(translation(method).writer().write(services.call(method, GATEWAY, call, terms)));
  }

  private Translation translation(PublicMethod method) {
    Translation translation = translations.get(method);
    if (translation == null) {
      throw new IllegalStateException("no translation of " + method.fullName());
    }
    return translation;
  }

  private static RestRequest rest(
      HttpServerRequest request, Map<String, String> variables, ByteString body) {
    return new RestRequest(
        variables,
        Optional.ofNullable(request.query()),
        body,
        Optional.ofNullable(request.getHeader("Content-Type")),
        Optional.ofNullable(request.getHeader("Content-Encoding")),
        Optional.ofNullable(request.getHeader("If-Match")),
        Optional.ofNullable(request.getHeader("Idempotency-Key")));
  }
}
