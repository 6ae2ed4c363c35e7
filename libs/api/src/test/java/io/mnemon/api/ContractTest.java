package io.mnemon.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.AnnotationsProto;
import com.google.api.HttpRule;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.mnemon.api.v1.Access;
import io.mnemon.api.v1.AccessOuterClass;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every method in the protos declares about itself. The protos are read, so that none is
 * forgotten.
 */
class ContractTest {
  private static final Pattern JAVA_PACKAGE = Pattern.compile("option java_package = \"(.+)\";");
  private static final Pattern SERVICE = Pattern.compile("(?m)^service (\\w+)");
  private static final Pattern VARIABLE = Pattern.compile("\\{(\\w+)}");

  static List<MethodDescriptor> methods() {
    return services().flatMap(service -> service.getMethods().stream()).toList();
  }

  static List<MethodDescriptor> publicMethods() {
    return methods().stream().filter(method -> access(method).getPublic()).toList();
  }

  @Test
  void thereAreServicesToCheck() {
    assertThat(services().map(ServiceDescriptor::getName))
        .contains("MemoryService", "TenantService", "KeyService", "AccessService");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodNamesItsAction(MethodDescriptor method) {
    assertThat(method.getOptions().hasExtension(AccessOuterClass.access))
        .as("%s declares option (mnemon.api.v1.access)", method.getFullName())
        .isTrue();
    assertThat(access(method).getAction()).matches("[a-z]+(_[a-z]+)*\\.[a-z]+(_[a-z]+)*");
  }

  @ParameterizedTest
  @MethodSource("methods")
  void exactlyThePublicMethodsAreBoundToHttp(MethodDescriptor method) {
    assertThat(method.getOptions().hasExtension(AnnotationsProto.http))
        .as("%s has option (google.api.http)", method.getFullName())
        .isEqualTo(access(method).getPublic());
  }

  /** Callers try again what is idempotent: a method that changes something must not say so. */
  @ParameterizedTest
  @MethodSource("publicMethods")
  void exactlyTheMethodsThatReadHaveNoSideEffects(MethodDescriptor method) {
    boolean reads =
        http(method).getPatternCase() == HttpRule.PatternCase.GET
            || access(method).getAction().matches(".*\\.(read|search|explain|embed)");

    assertThat(method.getOptions().getIdempotencyLevel())
        .isEqualTo(reads ? IdempotencyLevel.NO_SIDE_EFFECTS : IdempotencyLevel.IDEMPOTENCY_UNKNOWN);
  }

  @ParameterizedTest
  @MethodSource("publicMethods")
  void bindingsNameFieldsOfTheRequest(MethodDescriptor method) {
    HttpRule rule = http(method);

    List<String> variables =
        VARIABLE.matcher(path(rule)).results().map(match -> match.group(1)).toList();

    assertThat(fieldNames(method.getInputType())).containsAll(variables);
    if (!rule.getBody().isEmpty() && !rule.getBody().equals("*")) {
      assertThat(fieldNames(method.getInputType())).contains(rule.getBody());
    }
    assertThat(path(rule)).startsWith("/v1/");
  }

  @ParameterizedTest
  @MethodSource("publicMethods")
  void onlyMethodsThatWriteHaveABody(MethodDescriptor method) {
    boolean hasBody = !http(method).getBody().isEmpty();

    switch (http(method).getPatternCase()) {
      case POST, PUT, PATCH -> assertThat(hasBody).isTrue();
      case GET, DELETE, CUSTOM, PATTERN_NOT_SET -> assertThat(hasBody).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("publicMethods")
  void successIsOkCreatedOrNoContent(MethodDescriptor method) {
    boolean answersNothing = method.getOutputType().getFullName().equals("google.protobuf.Empty");

    assertThat(access(method).getHttpStatus())
        .isIn(answersNothing ? List.of(204) : List.of(0, 200, 201));
  }

  @Test
  void noTwoMethodsShareAPath() {
    assertThat(
            publicMethods().stream()
                .map(ContractTest::http)
                .map(
                    rule ->
                        rule.getPatternCase() + " " + VARIABLE.matcher(path(rule)).replaceAll("*")))
        .doesNotHaveDuplicates();
  }

  private static Access access(MethodDescriptor method) {
    return method.getOptions().getExtension(AccessOuterClass.access);
  }

  private static HttpRule http(MethodDescriptor method) {
    return method.getOptions().getExtension(AnnotationsProto.http);
  }

  private static String path(HttpRule rule) {
    return switch (rule.getPatternCase()) {
      case GET -> rule.getGet();
      case PUT -> rule.getPut();
      case POST -> rule.getPost();
      case DELETE -> rule.getDelete();
      case PATCH -> rule.getPatch();
      case CUSTOM -> rule.getCustom().getPath();
      case PATTERN_NOT_SET -> "";
    };
  }

  private static List<String> fieldNames(Descriptor message) {
    return message.getFields().stream().map(field -> field.getName()).toList();
  }

  private static Stream<ServiceDescriptor> services() {
    try (Stream<Path> files = Files.walk(Path.of("proto"))) {
      return files
          .filter(file -> file.toString().endsWith(".proto"))
          .flatMap(ContractTest::servicesOf)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<ServiceDescriptor> servicesOf(Path proto) {
    String text = read(proto);
    String javaPackage =
        JAVA_PACKAGE.matcher(text).results().map(match -> match.group(1)).findFirst().orElseThrow();
    return SERVICE
        .matcher(text)
        .results()
        .map((MatchResult match) -> descriptorOf(javaPackage + "." + match.group(1) + "Grpc"));
  }

  private static ServiceDescriptor descriptorOf(String stubs) {
    try {
      Object service = Class.forName(stubs).getMethod("getServiceDescriptor").invoke(null);
      Object schema = ((io.grpc.ServiceDescriptor) requireNonNull(service)).getSchemaDescriptor();
      return ((ProtoServiceDescriptorSupplier) requireNonNull(schema)).getServiceDescriptor();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(stubs + " was not generated", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
