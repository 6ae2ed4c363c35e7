package io.mnemon.gateway.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import org.jspecify.annotations.Nullable;

/**
 * Every method that this port does not have. One that exists but is not public gets the same answer
 * as one that does not exist.
 */
final class UnknownMethods extends HandlerRegistry {
  @Override
  public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
    MethodDescriptor<byte[], byte[]> method =
        MethodDescriptor.newBuilder(BytesMarshaller.INSTANCE, BytesMarshaller.INSTANCE)
            .setType(MethodDescriptor.MethodType.UNKNOWN)
            .setFullMethodName(name)
            .build();
    return ServerMethodDefinition.create(method, UnknownMethods::refuse);
  }

  private static ServerCall.Listener<byte[]> refuse(
      ServerCall<byte[], byte[]> call, Metadata headers) {
    ServiceException refusal =
        new ServiceException(
            ErrorCode.UNIMPLEMENTED,
            "there is no public method "
                + call.getMethodDescriptor().getFullMethodName()
                + ": gRPC reflection lists those that there are");
    call.close(GrpcErrors.status(refusal), GrpcErrors.trailers(refusal));
    return new ServerCall.Listener<>() {};
  }
}
