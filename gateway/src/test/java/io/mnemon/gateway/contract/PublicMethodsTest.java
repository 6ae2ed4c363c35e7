package io.mnemon.gateway.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodDescriptorProto;
import com.google.protobuf.ExtensionRegistry;
import io.grpc.ServiceDescriptor;
import io.grpc.health.v1.HealthGrpc;
import io.mnemon.api.v1.AccessOuterClass;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PublicMethodsTest {
  private final PublicMethods methods = PublicMethods.ofContract();

  @Test
  void everyMethodThatTheContractMakesPublicIsCarried() throws IOException {
    Set<String> expected = new HashSet<>();
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    AccessOuterClass.registerAllExtensions(registry);
    try (InputStream contract =
        Objects.requireNonNull(getClass().getResourceAsStream("/mnemon.binpb"))) {
      FileDescriptorSet.parseFrom(contract, registry)
          .getFileList()
          .forEach(
              file ->
                  file.getServiceList()
                      .forEach(
                          service ->
                              service.getMethodList().stream()
                                  .filter(PublicMethodsTest::isPublic)
                                  .forEach(
                                      method ->
                                          expected.add(
                                              "%s.%s/%s"
                                                  .formatted(
                                                      file.getPackage(),
                                                      service.getName(),
                                                      method.getName())))));
    }

    assertThat(methods.all())
        .extracting(PublicMethod::fullName)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aMethodKnowsItsRestRouteItsActionAndItsService() {
    PublicMethod add = methods.byName("AddMemory");

    assertThat(add.verb()).isEqualTo(HttpVerb.POST);
    assertThat(add.path().text()).isEqualTo("/v1/memories");
    assertThat(add.body()).isEqualTo("memory");
    assertThat(add.action()).isEqualTo("memory.add");
    assertThat(add.successStatus()).isEqualTo(201);
    assertThat(add.service()).isEqualTo("memory");
    assertThat(methods.byName("GetUnit").service()).isEqualTo("governance");
    assertThat(methods.byName("GetUnit").successStatus()).isEqualTo(200);
  }

  @Test
  void aMethodForServicesAmongThemselvesIsNotCarried() {
    assertThat(methods.byFullName("mnemon.governance.v1.AccessService/Authenticate")).isEmpty();
  }

  @Test
  void aServiceWhoseMethodNamesNoActionIsRefused() {
    List<ServiceDescriptor> health = List.of(HealthGrpc.getServiceDescriptor());

    assertThatThrownBy(() -> PublicMethods.of(health))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("names no action");
  }

  private static boolean isPublic(MethodDescriptorProto method) {
    return method.getOptions().getExtension(AccessOuterClass.access).getPublic();
  }
}
