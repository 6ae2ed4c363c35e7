package io.mnemon.gateway.contract;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.mnemon.tenancy.TokenServerInterceptor;
import java.util.Objects;

/**
 * A method of the contract that the gateway carries.
 *
 * @param grpc how it is called inside
 * @param descriptor how the contract describes it
 * @param action the action that authorization checks
 * @param verb the HTTP method it is reached by
 * @param path the path it is reached at
 * @param body the field of the request that the HTTP body holds; {@code *} for the whole request,
 *     empty for none
 * @param successStatus the HTTP status of success
 * @param open whether REST carries it without a credential, also as a form
 */
public record PublicMethod(
    MethodDescriptor<Message, Message> grpc,
    Descriptors.MethodDescriptor descriptor,
    String action,
    HttpVerb verb,
    PathTemplate path,
    String body,
    int successStatus,
    boolean open) {

  /** Its name as on a gRPC path without the leading slash. */
  public String fullName() {
    return grpc.getFullMethodName();
  }

  /** Its name within its service, e.g. {@code AddMemory}: unique among the public methods. */
  public String name() {
    return descriptor.getName();
  }

  /** The service that answers it, e.g. {@code memory}: also the audience of its internal token. */
  public String service() {
    return TokenServerInterceptor.audience(descriptor.getService().getFullName());
  }

  public Descriptors.Descriptor input() {
    return descriptor.getInputType();
  }

  public Descriptors.Descriptor output() {
    return descriptor.getOutputType();
  }

  /** Whether success is all that it answers. */
  public boolean answersNothing() {
    return output().getFullName().equals("google.protobuf.Empty");
  }

  /** Whether its body may also be lines of JSON, as many as its caller has. */
  public boolean takesLines() {
    Descriptors.FieldDescriptor lines = input().findFieldByName("lines");
    return verb == HttpVerb.POST && lines != null && lines.isRepeated();
  }

  /** Whether it answers with a stream of bytes or messages instead of one message. */
  public boolean isStream() {
    return descriptor.isServerStreaming();
  }

  /** Whether the contract says that it changes nothing. */
  public boolean isRead() {
    return descriptor.getOptions().getIdempotencyLevel() == IdempotencyLevel.NO_SIDE_EFFECTS;
  }

  /** An empty request, to be built upon. */
  public Message.Builder newRequest() {
    PrototypeMarshaller<Message> marshaller =
        (PrototypeMarshaller<Message>) grpc.getRequestMarshaller();
    return Objects.requireNonNull(marshaller.getMessagePrototype()).newBuilderForType();
  }
}
