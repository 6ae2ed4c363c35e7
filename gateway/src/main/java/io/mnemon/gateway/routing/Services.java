package io.mnemon.gateway.routing;

import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The services behind the gateway, each called as somebody. */
public final class Services implements AutoCloseable {
  /** Metadata key of the request id. */
  public static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private final Map<String, ServiceChannel> channels;
  private final TokenCache tokens;
  private final ClientInterceptor tracing;
  private final Duration deadline;
  private final Duration streamDeadline;

  Services(
      Map<String, ServiceChannel> channels,
      TokenCache tokens,
      ClientInterceptor tracing,
      Duration deadline,
      Duration streamDeadline) {
    this.channels = Map.copyOf(channels);
    this.tokens = tokens;
    this.tracing = tracing;
    this.deadline = deadline;
    this.streamDeadline = streamDeadline;
  }

  /** The names of the services, e.g. {@code memory}. */
  public Set<String> names() {
    return channels.keySet();
  }

  /** How long a request may take. */
  public Duration deadline() {
    return deadline;
  }

  /**
   * Calls a method as a caller and waits for its answer; for virtual threads.
   *
   * @throws ServiceException the service's refusal, or UNAVAILABLE or DEADLINE_EXCEEDED
   */
  public Message call(PublicMethod method, Caller caller, Message request, CallTerms terms) {
    try {
      return ClientCalls.blockingUnaryCall(
          channel(method, caller, terms),
          method.grpc(),
          options(terms, method.takesLines() ? streamDeadline : deadline),
          request);
    } catch (StatusRuntimeException e) {
      throw failure(method.service(), e);
    }
  }

  /**
   * Calls a method that answers with a stream; for virtual threads. The stream is read no faster
   * than it is asked for.
   */
  public AnswerStream stream(PublicMethod method, Caller caller, Message request, CallTerms terms) {
    return new AnswerStream(
        () ->
            ClientCalls.blockingServerStreamingCall(
                channel(method, caller, terms),
                method.grpc(),
                options(terms, streamDeadline),
                request),
        failure -> failure(method.service(), failure));
  }

  private Channel channel(PublicMethod method, Caller caller, CallTerms terms) {
    Metadata headers = new Metadata();
    terms.requestId().ifPresent(id -> headers.put(REQUEST_ID, id));
    return ClientInterceptors.intercept(
        channel(method.service(), caller), MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private static CallOptions options(CallTerms terms, Duration deadline) {
    return CallOptions.DEFAULT.withDeadlineAfter(
        deadline.minus(terms.spent()).toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * A channel to a service whose calls carry the caller and the trace context. To begin one may
   * wait for the service, and throws a {@link ServiceException} if it is not there.
   */
  public Channel channel(String service, Caller caller) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.token(caller, service));
    return ClientInterceptors.intercept(
        of(service).channel(), tracing, MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  /** A channel to a service without a caller, e.g. to ask after its health. */
  public Channel channel(String service) {
    return of(service).unguarded();
  }

  /** What a service's failure is to the caller of the gateway. */
  public ServiceException failure(String service, StatusRuntimeException e) {
    return of(service).failure(e);
  }

  /** Tells whether a service, asked for it, has said that it serves. */
  public void reportServing(String service, boolean said) {
    of(service).reportServing(said);
  }

  /**
   * Whether one of the services could not be reached or did not serve at any moment since.
   *
   * @param nanos a time, as of {@link System#nanoTime}
   */
  public boolean isAnyFailingSince(long nanos) {
    return channels.values().stream().anyMatch(channel -> channel.isFailingSince(nanos));
  }

  private ServiceChannel of(String service) {
    ServiceChannel channel = channels.get(service);
    if (channel == null) {
      throw new ServiceException(
          ErrorCode.UNIMPLEMENTED, "this platform runs without the service " + service);
    }
    return channel;
  }

  @Override
  public void close() {
    channels.values().forEach(ServiceChannel::close);
  }
}
