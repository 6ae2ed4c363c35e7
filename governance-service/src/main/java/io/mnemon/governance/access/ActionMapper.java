package io.mnemon.governance.access;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import io.mnemon.api.v1.Access;
import io.mnemon.api.v1.AccessOuterClass;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The actions that the contract names. */
final class ActionMapper {
  private static final String CONTRACT = "/mnemon.binpb";

  private ActionMapper() {}

  /** The actions of public methods: what a credential can be limited to. */
  static Set<String> publicActions() {
    return contract().getFileList().stream()
        .flatMap(file -> file.getServiceList().stream())
        .flatMap(service -> service.getMethodList().stream())
        .map(method -> method.getOptions().getExtension(AccessOuterClass.access))
        .filter(Access::getPublic)
        .map(Access::getAction)
        .collect(Collectors.toUnmodifiableSet());
  }

  private static FileDescriptorSet contract() {
    ExtensionRegistry extensions = ExtensionRegistry.newInstance();
    AccessOuterClass.registerAllExtensions(extensions);
    try (InputStream contract =
        Objects.requireNonNull(ActionMapper.class.getResourceAsStream(CONTRACT))) {
      return FileDescriptorSet.parseFrom(contract, extensions);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
