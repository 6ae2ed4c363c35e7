package io.mnemon.tenancy;

import com.google.protobuf.Descriptors.MethodDescriptor;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.v1.Access;
import io.mnemon.api.v1.AccessOuterClass;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/**
 * The door of every service: a call without a valid internal token is refused, and so is one whose
 * credential is not meant for the method's action.
 */
@GlobalInterceptor
@Singleton
public final class TokenServerInterceptor implements ServerInterceptor {
  private static final String HEALTH = "grpc.health.v1.Health";

  private final InternalTokens tokens;

  public TokenServerInterceptor(InternalTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String service = String.valueOf(call.getMethodDescriptor().getServiceName());
    if (service.equals(HEALTH)) {
      return next.startCall(call, headers);
    }
    try {
      Caller caller = authorize(call, service, headers.get(CallerContext.TOKEN));
      Context context = Context.current().withValue(CallerContext.CALLER, caller);
      return Contexts.interceptCall(context, call, headers, next);
    } catch (ServiceException e) {
      Metadata trailers = GrpcErrors.trailers(e);
      call.close(GrpcErrors.status(e), trailers);
      return new ServerCall.Listener<>() {};
    }
  }

  private Caller authorize(ServerCall<?, ?> call, String service, byte @Nullable [] token) {
    if (token == null) {
      throw new ServiceException(
          ErrorCode.UNAUTHENTICATED,
          "services answer only to internal calls: send the request to the gateway");
    }
    Caller caller = tokens.verify(token, audience(service));
    Access access = access(call);
    String action = access.getAction();
    // A credential is limited in what its holder asks for; what services ask each other on the way
    // to an answer is no action of the holder.
    if (access.getPublic()
        && caller.kind() != PrincipalKind.SERVICE
        && !caller.scopesInclude(action)) {
      throw new ServiceException(
          ErrorCode.PERMISSION_DENIED,
          "this credential is limited to "
              + String.join(", ", caller.scopes())
              + ", not "
              + action);
    }
    return caller;
  }

  /** The service a method belongs to: the second word of its proto package. */
  public static String audience(String grpcService) {
    String[] words = grpcService.split("\\.", 3);
    return words.length == 3 && words[0].equals("mnemon") ? words[1] : grpcService;
  }

  private static Access access(ServerCall<?, ?> call) {
    Object schema = call.getMethodDescriptor().getSchemaDescriptor();
    if (schema instanceof ProtoMethodDescriptorSupplier supplier) {
      MethodDescriptor method = supplier.getMethodDescriptor();
      Access access = method.getOptions().getExtension(AccessOuterClass.access);
      if (!access.getAction().isEmpty()) {
        return access;
      }
    }
    throw new ServiceException(
        ErrorCode.UNIMPLEMENTED,
        call.getMethodDescriptor().getFullMethodName() + " has no action and cannot be called");
  }
}
