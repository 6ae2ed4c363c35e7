package io.mnemon.tenancy;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The door of every service: a call without a valid internal token is refused, and so is one whose
 * credential is not meant for the method's action.
 */
@GlobalInterceptor
@Singleton
public final class TokenServerInterceptor implements ServerInterceptor {
  private static final String HEALTH = "grpc.health.v1.Health";

  /** The metadata key of the request's id, as the gateway sends it. */
  public static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);

  private final InternalTokens tokens;
  private final Iterable<AuditTrail> trails;
  private final Map<String, Optional<CallFacts>> facts = new ConcurrentHashMap<>();
  private final Map<String, Optional<AuditTrail>> trailOfService = new ConcurrentHashMap<>();

  @Inject
  TokenServerInterceptor(InternalTokens tokens, @Any Instance<AuditTrail> trails) {
    this(tokens, (Iterable<AuditTrail>) trails);
  }

  /** A door behind which nothing is written down. */
  public TokenServerInterceptor(InternalTokens tokens) {
    this(tokens, List.of());
  }

  /**
   * @param trails of the services behind this door
   */
  public TokenServerInterceptor(InternalTokens tokens, Iterable<AuditTrail> trails) {
    this.tokens = tokens;
    this.trails = trails;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    if (service.equals(HEALTH)) {
      return next.startCall(call, headers);
    }
    try {
      Caller caller = verify(service, headers.get(CallerContext.TOKEN));
      CallFacts method = facts(call);
      AuditedCall audited =
          new AuditedCall(
              trail(method.service()), method, caller, request(headers.get(REQUEST_ID)));
      Optional<ServiceException> refusal = refusal(method, caller);
      if (refusal.isPresent()) {
        return deny(call, audited, refusal.get());
      }
      Context context =
          Context.current()
              .withValue(CallerContext.CALLER, caller)
              .withValue(AuditedCall.CALL, audited);
      return new Requested<>(Contexts.interceptCall(context, call, headers, next), audited);
    } catch (ServiceException e) {
      close(call, e);
      return new ServerCall.Listener<>() {};
    }
  }

  private Caller verify(String service, byte @Nullable [] token) {
    if (token == null) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED,
          "services answer only to internal calls: send the request to the gateway");
    }
    return tokens.verify(token, audience(service));
  }

  /**
   * A credential is limited in what its holder asks for; what services ask each other on the way to
   * an answer is no action of the holder.
   */
  private static Optional<ServiceException> refusal(CallFacts method, Caller caller) {
    if (!method.isPublic()
        || caller.kind() == PrincipalKind.SERVICE
        || caller.scopesInclude(method.action())) {
      return Optional.empty();
    }
    return Optional.of(
        new ServiceException(
            ErrorCode.PERMISSION_DENIED,
            "this credential is limited to "
                + String.join(", ", caller.scopes())
                + ", not "
                + method.action()));
  }

  /** Refuses when it is written down, which is waited for on a thread that may wait. */
  private static <Q> ServerCall.Listener<Q> deny(
      ServerCall<Q, ?> call, AuditedCall audited, ServiceException refusal) {
    Thread.ofVirtual()
        .name("denial")
        .start(
            () -> {
              audited.failed(refusal);
              close(call, refusal);
            });
    return new ServerCall.Listener<>() {};
  }

  private static void close(ServerCall<?, ?> call, ServiceException e) {
    Metadata trailers = GrpcErrors.trailers(e);
    call.close(GrpcErrors.status(e), trailers);
  }

  /** The service a method belongs to: the second word of its proto package. */
  public static String audience(String grpcService) {
    String[] words = grpcService.split("\\.", 3);
    return words.length == 3 && words[0].equals("mnemon") ? words[1] : grpcService;
  }

  private CallFacts facts(ServerCall<?, ?> call) {
    return facts
        .computeIfAbsent(
            call.getMethodDescriptor().getFullMethodName(),
            name ->
                call.getMethodDescriptor().getSchemaDescriptor()
                        instanceof ProtoMethodDescriptorSupplier supplier
                    ? CallFacts.of(supplier.getMethodDescriptor())
                    : Optional.empty())
        .orElseThrow(
            () ->
                new ServiceException(
                    ErrorCode.UNIMPLEMENTED,
                    call.getMethodDescriptor().getFullMethodName()
                        + " has no action and cannot be called"));
  }

  private @Nullable AuditTrail trail(String service) {
    return trailOfService.computeIfAbsent(service, this::find).orElse(null);
  }

  private Optional<AuditTrail> find(String service) {
    for (AuditTrail trail : trails) {
      if (trail.service().equals(service)) {
        return Optional.of(trail);
      }
    }
    return Optional.empty();
  }

  private static String request(@Nullable String id) {
    return id == null ? "" : id;
  }

  /** Lets the audit see what the request names. */
  private static final class Requested<Q> extends SimpleForwardingServerCallListener<Q> {
    private final AuditedCall audited;

    Requested(ServerCall.Listener<Q> listener, AuditedCall audited) {
      super(listener);
      this.audited = audited;
    }

    @Override
    public void onMessage(Q message) {
      if (message instanceof Message request) {
        audited.requested(request);
      }
      super.onMessage(message);
    }
  }
}
