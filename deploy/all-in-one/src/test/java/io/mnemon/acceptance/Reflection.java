package io.mnemon.acceptance;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client like grpcurl: it knows nothing of the contract but what the server tells it. */
final class Reflection {
  private final Channel channel;

  Reflection(Channel channel) {
    this.channel = channel;
  }

  List<String> services() throws Exception {
    return ask(ServerReflectionRequest.newBuilder().setListServices("").build())
        .getListServicesResponse()
        .getServiceList()
        .stream()
        .map(ServiceResponse::getName)
        .toList();
  }

  /** Calls a method with a message in JSON; gives the answer in JSON. */
  String call(String key, String service, String methodName, String json) throws Exception {
    MethodDescriptor method =
        build(fileOf(service), new HashMap<>())
            .findServiceByName(service.substring(service.lastIndexOf('.') + 1))
            .findMethodByName(methodName);
    DynamicMessage.Builder request = DynamicMessage.newBuilder(method.getInputType());
    JsonFormat.parser().merge(json, request);
    Metadata headers = new Metadata();
    headers.put(
        Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + key);
    DynamicMessage answer =
        ClientCalls.blockingUnaryCall(
            ClientInterceptors.intercept(
                channel, MetadataUtils.newAttachHeadersInterceptor(headers)),
            dynamic(service, method),
            CallOptions.DEFAULT.withDeadlineAfter(60, TimeUnit.SECONDS),
            request.build());
    return JsonFormat.printer().print(answer);
  }

  private static io.grpc.MethodDescriptor<DynamicMessage, DynamicMessage> dynamic(
      String service, MethodDescriptor method) {
    return io.grpc.MethodDescriptor.<DynamicMessage, DynamicMessage>newBuilder()
        .setType(io.grpc.MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(
            io.grpc.MethodDescriptor.generateFullMethodName(service, method.getName()))
        .setRequestMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getInputType())))
        .setResponseMarshaller(
            ProtoUtils.marshaller(DynamicMessage.getDefaultInstance(method.getOutputType())))
        .build();
  }

  private FileDescriptorProto fileOf(String symbol) throws Exception {
    return file(ask(ServerReflectionRequest.newBuilder().setFileContainingSymbol(symbol).build()));
  }

  private static FileDescriptorProto file(ServerReflectionResponse answer)
      throws InvalidProtocolBufferException {
    ByteString bytes = answer.getFileDescriptorResponse().getFileDescriptorProto(0);
    return FileDescriptorProto.parseFrom(bytes);
  }

  private FileDescriptor build(FileDescriptorProto file, Map<String, FileDescriptor> known)
      throws Exception {
    List<FileDescriptor> imports = new ArrayList<>();
    for (String name : file.getDependencyList()) {
      if (!known.containsKey(name)) {
        known.put(
            name,
            build(
                file(ask(ServerReflectionRequest.newBuilder().setFileByFilename(name).build())),
                known));
      }
      imports.add(known.get(name));
    }
    return checked(file, imports);
  }

  private static FileDescriptor checked(FileDescriptorProto file, List<FileDescriptor> imports)
      throws DescriptorValidationException {
    return FileDescriptor.buildFrom(file, imports.toArray(FileDescriptor[]::new));
  }

  private ServerReflectionResponse ask(ServerReflectionRequest request) throws Exception {
    CompletableFuture<ServerReflectionResponse> answer = new CompletableFuture<>();
    StreamObserver<ServerReflectionRequest> questions =
        ServerReflectionGrpc.newStub(channel)
            .withDeadlineAfter(60, TimeUnit.SECONDS)
            .serverReflectionInfo(new Completing(answer));
    questions.onNext(request);
    questions.onCompleted();
    return answer.get(60, TimeUnit.SECONDS);
  }

  /** Passes the first answer on. */
  private record Completing(CompletableFuture<ServerReflectionResponse> answer)
      implements StreamObserver<ServerReflectionResponse> {
    @Override
    public void onNext(ServerReflectionResponse response) {
      answer.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      answer.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      answer.completeExceptionally(new IllegalStateException("no answer came"));
    }
  }
}
