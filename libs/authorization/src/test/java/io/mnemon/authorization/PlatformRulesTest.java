package io.mnemon.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import com.cedarpolicy.BasicAuthorizationEngine;
import com.cedarpolicy.model.ValidationRequest;
import com.cedarpolicy.model.policy.PolicySet;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.ExtensionRegistry;
import io.mnemon.api.v1.AccessOuterClass;
import io.mnemon.tenancy.Authorizer.Decision;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.Role;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema, the policies, the contract and the table that people read say the same. */
class PlatformRulesTest {
  private static final Path TABLE = Path.of("../../docs/access-matrix.csv");
  private static final CedarEngine ENGINE = Asking.engine();
  private static final Explainer AUTHORIZER =
      ENGINE.authorizer(tenant -> new TenantRules(1, List.of(), List.of()));

  static Stream<Line> table() throws IOException {
    return Files.readAllLines(TABLE).stream().skip(1).map(Line::of);
  }

  record Line(String action, String needs) {
    static Line of(String text) {
      String[] cells = text.split(",", -1);
      return new Line(cells[0], cells[1]);
    }
  }

  @ParameterizedTest
  @MethodSource("table")
  void anActionNeedsWhatTheTableSaysAndNoMore(Line line) {
    assertThat(allowed(Asking.alice(), line.action(), Asking.unit((Role) null)))
        .isEqualTo(line.needs().equals("anybody"));
    for (Role role : Role.values()) {
      boolean enough =
          line.needs().equals("anybody")
              || Role.ofWord(line.needs()).filter(role::isAtLeast).isPresent();
      assertThat(allowed(Asking.alice(), line.action(), Asking.unit(role)))
          .as("%s by %s", line.action(), role)
          .isEqualTo(enough);
    }
    assertThat(allowed(Asking.platformAdmin(), line.action(), Place.of(Asking.TENANT)))
        .isEqualTo(Set.of("anybody", "platform administrator").contains(line.needs()));
    assertThat(allowed(Caller.service("gateway"), line.action(), Place.of(Asking.TENANT)))
        .isEqualTo(Set.of("anybody", "service").contains(line.needs()));
  }

  @Test
  void theTableHasEveryActionOnce() throws IOException {
    assertThat(table().map(Line::action))
        .containsExactlyInAnyOrderElementsOf(ENGINE.platform().rules().keySet());
  }

  @Test
  void everyActionOfTheSchemaHasItsPolicy() throws Exception {
    JsonNode schema = ENGINE.platform().schema().toJsonFormat();
    Set<String> applying = new TreeSet<>();
    schema
        .path("Mnemon")
        .path("actions")
        .properties()
        .forEach(
            action -> {
              if (!action.getValue().path("appliesTo").path("resourceTypes").isEmpty()) {
                applying.add(action.getKey());
              }
            });

    assertThat(applying)
        .as("add it to platform.cedar, and to docs/access-matrix.csv")
        .isEqualTo(new TreeSet<>(ENGINE.platform().rules().keySet()));
  }

  @Test
  void everyActionOfTheContractHasItsPolicy() throws IOException {
    assertThat(actionsOfTheContract())
        .as("add it to mnemon.cedarschema, to platform.cedar, and to docs/access-matrix.csv")
        .isSubsetOf(ENGINE.platform().rules().keySet());
  }

  @Test
  void thePoliciesFitTheSchema() throws Exception {
    var validation =
        new BasicAuthorizationEngine()
            .validate(
                new ValidationRequest(
                    ENGINE.platform().schema(),
                    new PolicySet(new HashSet<>(ENGINE.platform().policies()))));

    assertThat(validation.validationPassed()).as(validation.toString()).isTrue();
  }

  @Test
  void anActionThatNobodyKnowsIsDenied() {
    assertThat(
            AUTHORIZER.decide(
                Asking.platformAdmin(), "memory.explode", Asking.unit(Role.TENANT_ADMIN)))
        .isEqualTo(new Decision.Denied("no rule allows memory.explode"));
  }

  @Test
  void aDenialSaysWhatIsMissing() {
    assertThat(AUTHORIZER.decide(Asking.alice(), "memory.write.team", Asking.unit(Role.DEVELOPER)))
        .isEqualTo(new Decision.Denied("memory.write.team needs the role tech_lead there"));
    assertThat(AUTHORIZER.decide(Asking.alice(), "tenant.create", Place.of(Asking.TENANT)))
        .isEqualTo(new Decision.Denied("tenant.create needs a platform administrator"));
  }

  private static boolean allowed(Caller caller, String action, Place place) {
    return AUTHORIZER.decide(caller, action, place) instanceof Decision.Allowed;
  }

  private static Set<String> actionsOfTheContract() throws IOException {
    ExtensionRegistry registry = ExtensionRegistry.newInstance();
    AccessOuterClass.registerAllExtensions(registry);
    Set<String> actions = new TreeSet<>();
    try (InputStream contract =
        Objects.requireNonNull(PlatformRulesTest.class.getResourceAsStream("/mnemon.binpb"))) {
      FileDescriptorSet.parseFrom(contract, registry)
          .getFileList()
          .forEach(
              file ->
                  file.getServiceList()
                      .forEach(
                          service ->
                              service
                                  .getMethodList()
                                  .forEach(
                                      method ->
                                          actions.add(
                                              method
                                                  .getOptions()
                                                  .getExtension(AccessOuterClass.access)
                                                  .getAction()))));
    }
    actions.remove("");
    assertThat(actions).contains("memory.add", "access.rules");
    return actions;
  }
}
