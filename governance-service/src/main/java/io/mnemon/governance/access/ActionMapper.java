package io.mnemon.governance.access;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoFileDescriptorSupplier;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.AuditServiceGrpc;
import io.mnemon.api.governance.v1.AuthorizationServiceGrpc;
import io.mnemon.api.governance.v1.CellServiceGrpc;
import io.mnemon.api.governance.v1.IdentityServiceGrpc;
import io.mnemon.api.governance.v1.KeyServiceGrpc;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc;
import io.mnemon.api.governance.v1.TenantServiceGrpc;
import io.mnemon.api.governance.v1.WebhookServiceGrpc;
import io.mnemon.api.memory.v1.EmbeddingServiceGrpc;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.api.v1.Access;
import io.mnemon.api.v1.AccessOuterClass;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The actions that the contract names. */
final class ActionMapper {
  private static final List<ServiceDescriptor> SERVICES =
      List.of(
          MemoryServiceGrpc.getServiceDescriptor(),
          OperationServiceGrpc.getServiceDescriptor(),
          WorthServiceGrpc.getServiceDescriptor(),
          EmbeddingServiceGrpc.getServiceDescriptor(),
          TenantServiceGrpc.getServiceDescriptor(),
          KeyServiceGrpc.getServiceDescriptor(),
          CellServiceGrpc.getServiceDescriptor(),
          AuthorizationServiceGrpc.getServiceDescriptor(),
          IdentityServiceGrpc.getServiceDescriptor(),
          ProvisioningServiceGrpc.getServiceDescriptor(),
          ApprovalServiceGrpc.getServiceDescriptor(),
          WebhookServiceGrpc.getServiceDescriptor(),
          AuditServiceGrpc.getServiceDescriptor());

  private ActionMapper() {}

  /** The actions of public methods: what a credential can be limited to. */
  static Set<String> publicActions() {
    return SERVICES.stream()
        .map(ActionMapper::file)
        .distinct()
        .flatMap(ActionMapper::accesses)
        .filter(Access::getPublic)
        .map(Access::getAction)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static FileDescriptor file(ServiceDescriptor service) {
    ProtoFileDescriptorSupplier schema =
        (ProtoFileDescriptorSupplier) Objects.requireNonNull(service.getSchemaDescriptor());
    return schema.getFileDescriptor();
  }

  private static Stream<Access> accesses(FileDescriptor file) {
    return file.getServices().stream()
        .flatMap(service -> service.getMethods().stream())
        .map(method -> method.getOptions().getExtension(AccessOuterClass.access));
  }
}
