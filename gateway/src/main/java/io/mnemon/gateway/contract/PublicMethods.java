package io.mnemon.gateway.contract;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.Descriptors;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc;
import io.mnemon.api.governance.v1.CellServiceGrpc;
import io.mnemon.api.governance.v1.IdentityServiceGrpc;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.OffboardingServiceGrpc;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc;
import io.mnemon.api.governance.v1.TenantServiceGrpc;
import io.mnemon.api.governance.v1.WebhookServiceGrpc;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.api.v1.Access;
import io.mnemon.api.v1.AccessOuterClass;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Every method that the gateway carries, in the order of the contract. */
public final class PublicMethods {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          MemoryServiceGrpc.getServiceDescriptor(),
          OperationServiceGrpc.getServiceDescriptor(),
          WorthServiceGrpc.getServiceDescriptor(),
          TransferServiceGrpc.getServiceDescriptor(),
          EmbeddingServiceGrpc.getServiceDescriptor(),
          TenantServiceGrpc.getServiceDescriptor(),
          OffboardingServiceGrpc.getServiceDescriptor(),
          CellServiceGrpc.getServiceDescriptor(),
          KeyServiceGrpc.getServiceDescriptor(),
          AuthorizationServiceGrpc.getServiceDescriptor(),
          IdentityServiceGrpc.getServiceDescriptor(),
          ProvisioningServiceGrpc.getServiceDescriptor(),
          ApprovalServiceGrpc.getServiceDescriptor(),
          WebhookServiceGrpc.getServiceDescriptor(),
          AuditServiceGrpc.getServiceDescriptor(),
          AccessServiceGrpc.getServiceDescriptor());

  private final Map<String, PublicMethod> byFullName;

  private PublicMethods(Map<String, PublicMethod> byFullName) {
    this.byFullName = byFullName;
  }

  /** The methods of libs/api. */
  public static PublicMethods ofContract() {
    return of(SERVICES);
  }

  /**
   * @throws IllegalStateException if a method names no action, or a public one no HTTP path
   */
  static PublicMethods of(List<ServiceDescriptor> services) {
    Map<String, PublicMethod> methods = new LinkedHashMap<>();
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor<?, ?> grpc : service.getMethods()) {
        publicMethod(grpc).ifPresent(method -> methods.put(method.fullName(), method));
      }
    }
    return new PublicMethods(methods);
  }

  public Collection<PublicMethod> all() {
    return List.copyOf(byFullName.values());
  }

  /** The method of a gRPC name such as {@code mnemon.memory.v1.MemoryService/AddMemory}. */
  public Optional<PublicMethod> byFullName(String fullName) {
    return Optional.ofNullable(byFullName.get(fullName));
  }

  /**
   * The method of a name such as {@code AddMemory}.
   *
   * @throws IllegalArgumentException if there is none
   */
  public PublicMethod byName(String name) {
    return byFullName.values().stream()
        .filter(method -> method.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("the contract has no method " + name));
  }

  /** The proto files that declare services, e.g. for reflection. */
  public List<Descriptors.FileDescriptor> files() {
    List<Descriptors.FileDescriptor> files = new ArrayList<>();
    for (PublicMethod method : byFullName.values()) {
      if (!files.contains(method.descriptor().getFile())) {
        files.add(method.descriptor().getFile());
      }
    }
    return files;
  }

  private static Optional<PublicMethod> publicMethod(MethodDescriptor<?, ?> grpc) {
    Descriptors.MethodDescriptor descriptor = descriptor(grpc);
    Access access = descriptor.getOptions().getExtension(AccessOuterClass.access);
    if (access.getAction().isEmpty()) {
      throw new IllegalStateException(
          descriptor.getFullName()
              + " names no action: give it option (mnemon.api.v1.access) = {action: \"…\"}");
    }
    if (!access.getPublic()) {
      return Optional.empty();
    }
    HttpRule rule = descriptor.getOptions().getExtension(AnnotationsProto.http);
    HttpVerb verb = verb(descriptor, rule);
    return Optional.of(
        new PublicMethod(
            messages(grpc),
            descriptor,
            access.getAction(),
            verb,
            PathTemplate.of(path(rule, verb)),
            rule.getBody(),
            access.getHttpStatus() == 0 ? 200 : access.getHttpStatus(),
            access.getOpen()));
  }

  private static Descriptors.MethodDescriptor descriptor(MethodDescriptor<?, ?> grpc) {
    ProtoMethodDescriptorSupplier schema =
        (ProtoMethodDescriptorSupplier) Objects.requireNonNull(grpc.getSchemaDescriptor());
    return schema.getMethodDescriptor();
  }

  private static HttpVerb verb(Descriptors.MethodDescriptor descriptor, HttpRule rule) {
    return switch (rule.getPatternCase()) {
      case GET -> HttpVerb.GET;
      case POST -> HttpVerb.POST;
      case PUT -> HttpVerb.PUT;
      case PATCH -> HttpVerb.PATCH;
      case DELETE -> HttpVerb.DELETE;
      case CUSTOM, PATTERN_NOT_SET ->
          throw new IllegalStateException(
              descriptor.getFullName()
                  + " is public and has no HTTP path: give it option (google.api.http)");
    };
  }

  private static String path(HttpRule rule, HttpVerb verb) {
    return switch (verb) {
      case GET -> rule.getGet();
      case POST -> rule.getPost();
      case PUT -> rule.getPut();
      case PATCH -> rule.getPatch();
      case DELETE -> rule.getDelete();
    };
  }

  // Every generated message is a Message, which the wildcard of a service's method list hides.
  @SuppressWarnings("unchecked")
  private static MethodDescriptor<Message, Message> messages(MethodDescriptor<?, ?> grpc) {
    return (MethodDescriptor<Message, Message>) grpc;
  }
}
