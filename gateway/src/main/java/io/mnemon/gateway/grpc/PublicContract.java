package io.mnemon.gateway.grpc;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.DescriptorProtos.ServiceDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.GenericDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.google.rpc.ErrorDetailsProto;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The contract as the public sees it: the proto files without the methods that are not public, the
 * services that have no other methods, and the messages that only those use.
 */
final class PublicContract {
  private final Set<String> methods = new HashSet<>();
  private final Set<String> types = new HashSet<>();
  private final Map<String, FileDescriptor> files = new HashMap<>();
  private final List<ServiceDescriptor> services;

  private PublicContract(PublicMethods contract) {
    for (PublicMethod method : contract.all()) {
      methods.add(method.descriptor().getFullName());
      keep(method.input());
      keep(method.output());
    }
    List<ServiceDescriptor> kept = new ArrayList<>();
    for (FileDescriptor file : contract.files()) {
      kept.addAll(publicPart(file).getServices());
    }
    this.services = List.copyOf(kept);
  }

  static PublicContract of(PublicMethods contract) {
    return new PublicContract(contract);
  }

  /** The services that have public methods, with only those. */
  List<ServiceDescriptor> services() {
    return services;
  }

  private void keep(Descriptor message) {
    if (!types.add(outermost(message).getFullName())) {
      return;
    }
    keepFields(outermost(message));
  }

  private void keepFields(Descriptor message) {
    for (FieldDescriptor field : message.getFields()) {
      switch (field.getJavaType()) {
        case MESSAGE -> keep(field.getMessageType());
        case ENUM -> types.add(outermost(field.getEnumType()).getFullName());
        case INT, LONG, FLOAT, DOUBLE, BOOLEAN, STRING, BYTE_STRING -> {}
      }
    }
    message.getNestedTypes().forEach(this::keepFields);
  }

  private static Descriptor outermost(Descriptor message) {
    Descriptor container = message.getContainingType();
    return container == null ? message : outermost(container);
  }

  private static GenericDescriptor outermost(EnumDescriptor type) {
    Descriptor container = type.getContainingType();
    return container == null ? type : outermost(container);
  }

  // Files that declare services lose what is not public; all others are only linked anew.
  private FileDescriptor publicPart(FileDescriptor file) {
    FileDescriptor known = files.get(file.getName());
    if (known != null) {
      return known;
    }
    List<FileDescriptor> dependencies = new ArrayList<>();
    file.getDependencies().forEach(dependency -> dependencies.add(publicPart(dependency)));
    FileDescriptor part;
    if (!file.getServices().isEmpty()) {
      dependencies.add(ErrorDetailsProto.getDescriptor());
      part = link(pruned(file), dependencies);
    } else if (dependencies.equals(file.getDependencies())) {
      part = file;
    } else {
      part = link(file.toProto(), dependencies);
    }
    files.put(file.getName(), part);
    return part;
  }

  private FileDescriptorProto pruned(FileDescriptor file) {
    FileDescriptorProto whole = file.toProto();
    // The details of errors are part of every answer: without this, reflection would not find them.
    FileDescriptorProto.Builder part =
        whole.toBuilder()
            .clearService()
            .clearMessageType()
            .clearEnumType()
            .addDependency(ErrorDetailsProto.getDescriptor().getName());
    String prefix = file.getPackage().isEmpty() ? "" : file.getPackage() + ".";
    for (DescriptorProto message : whole.getMessageTypeList()) {
      if (types.contains(prefix + message.getName())) {
        part.addMessageType(message);
      }
    }
    whole.getEnumTypeList().stream()
        .filter(type -> types.contains(prefix + type.getName()))
        .forEach(part::addEnumType);
    for (ServiceDescriptorProto service : whole.getServiceList()) {
      List<MethodDescriptorProto> kept =
          service.getMethodList().stream()
              .filter(m -> methods.contains(prefix + service.getName() + "." + m.getName()))
              .toList();
      if (!kept.isEmpty()) {
        part.addService(service.toBuilder().clearMethod().addAllMethod(kept));
      }
    }
    return part.build();
  }

  private static FileDescriptor link(FileDescriptorProto file, List<FileDescriptor> dependencies) {
    try {
      return FileDescriptor.buildFrom(file, dependencies.toArray(FileDescriptor[]::new));
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(
          "the public part of " + file.getName() + " does not stand by itself", e);
    }
  }
}
