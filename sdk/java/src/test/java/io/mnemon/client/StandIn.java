package io.mnemon.client;

import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.GrpcErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/** A server of one method, in this process, that answers as it is told to. */
final class StandIn<Q, A> implements AutoCloseable {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final String name = UUID.randomUUID().toString();
  private final List<Q> requests = Collections.synchronizedList(new ArrayList<>());
  private final List<String> credentials = Collections.synchronizedList(new ArrayList<>());
  private final Deque<BiConsumer<Q, StreamObserver<A>>> answers = new ArrayDeque<>();
  private final Server server;

  StandIn(MethodDescriptor<Q, A> method) {
    ServerCallHandler<Q, A> handler =
        method.getType() == MethodDescriptor.MethodType.UNARY
            ? ServerCalls.asyncUnaryCall(this::serve)
            : ServerCalls.asyncServerStreamingCall(this::serve);
    BindableService service =
        () ->
            ServerServiceDefinition.builder(String.valueOf(method.getServiceName()))
                .addMethod(method, handler)
                .build();
    try {
      server =
          InProcessServerBuilder.forName(name)
              .directExecutor()
              .addService(service)
              .intercept(new Listening())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final class Listening implements ServerInterceptor {
    @Override
    public <R, S> ServerCall.Listener<R> interceptCall(
        ServerCall<R, S> call, Metadata headers, ServerCallHandler<R, S> next) {
      credentials.add(String.valueOf(headers.get(AUTHORIZATION)));
      return next.startCall(call, headers);
    }
  }

  private void serve(Q request, StreamObserver<A> observer) {
    requests.add(request);
    BiConsumer<Q, StreamObserver<A>> answer =
        answers.size() > 1 ? answers.remove() : answers.element();
    try {
      answer.accept(request, observer);
    } catch (RuntimeException e) {
      observer.onError(GrpcErrors.toGrpc(e));
    }
  }

  /** The next call is answered so, and if there is no other, all after it; it may throw. */
  StandIn<Q, A> then(BiConsumer<Q, StreamObserver<A>> answer) {
    answers.add(answer);
    return this;
  }

  StandIn<Q, A> thenFail(RuntimeException failure) {
    return then(
        (request, observer) -> {
          throw failure;
        });
  }

  StandIn<Q, A> thenAnswer(A answer) {
    return then(
        (request, observer) -> {
          observer.onNext(answer);
          observer.onCompleted();
        });
  }

  List<Q> requests() {
    return requests;
  }

  List<String> credentials() {
    return credentials;
  }

  Mnemon client(Settings settings) {
    return new Mnemon(
        new Calls(InProcessChannelBuilder.forName(name).directExecutor().build(), settings));
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}
