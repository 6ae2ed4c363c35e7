package io.mnemon.governance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateRoleRequest;
import io.mnemon.api.governance.v1.DeleteIssuerRequest;
import io.mnemon.api.governance.v1.DeletePolicyRequest;
import io.mnemon.api.governance.v1.DeleteRoleRequest;
import io.mnemon.api.governance.v1.Issuer;
import io.mnemon.api.governance.v1.LinkIdentityRequest;
import io.mnemon.api.governance.v1.Policy;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutApprovalDelegationRequest;
import io.mnemon.api.governance.v1.PutGroupMappingRequest;
import io.mnemon.api.governance.v1.PutPolicyRequest;
import io.mnemon.api.governance.v1.RemoveApprovalDelegationRequest;
import io.mnemon.api.governance.v1.RemoveGroupMappingRequest;
import io.mnemon.api.governance.v1.RevokeKeyRequest;
import io.mnemon.api.governance.v1.UpdateIssuerRequest;
import io.mnemon.governance.provisioning.PushedDirectory;
import io.mnemon.tenancy.Caller;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What was judged before somebody lost their right, and would be kept after it. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class RevokedMeanwhileTest {
  private static final String NO_UNITS =
      "forbid (principal, action == Mnemon::Action::\"unit.create\", resource);";

  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private Principal alice;
  private Caller caller;

  @BeforeEach
  void company() {
    tenant = TestTenant.create(calls);
    alice = tenant.user("alice");
    tenant.user("bob");
    tenant.grant(tenant.id(), alice, "tenant_admin");
    caller = tenant.caller(alice);
  }

  private enum Change {
    PUT_POLICY,
    DELETE_POLICY,
    CREATE_ROLE,
    DELETE_ROLE,
    CREATE_ISSUER,
    UPDATE_ISSUER,
    DELETE_ISSUER,
    LINK_IDENTITY,
    PUT_MAPPING,
    REMOVE_MAPPING,
    PUT_DELEGATION,
    REMOVE_DELEGATION,
    REVOKE_KEY
  }

  @ParameterizedTest
  @EnumSource
  void whoIsDeactivatedWhileTheirCallWaitsChangesNothing(Change change) throws Exception {
    Runnable call = prepared(change);
    long before = epoch();

    try (HeldTenant held = HeldTenant.hold(tenant)) {
      Future<?> waiting = held.waiting(call);
      held.change(
          "UPDATE governance.principal SET deactivated_at = now() WHERE id = '%s'"
              .formatted(alice.getId()));
      held.release();

      assertThatThrownBy(waiting::get).hasMessageContaining("UNAUTHENTICATED");
    }
    assertThat(epoch()).isEqualTo(before + 1);
  }

  @Test
  void manyChangesAtOnceAreAllKept() throws Exception {
    int many = 40;

    List<Future<Policy>> writing = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < many; i++) {
        String name = "policy-" + i;
        writing.add(threads.submit(() -> policy(name)));
      }
    }

    for (Future<Policy> one : writing) {
      assertThat(one.get().getVersion()).isEqualTo(1);
    }
  }

  private long epoch() {
    return calls.authenticate(tenant.adminKey()).epoch();
  }

  /** A call that would succeed now. */
  private Runnable prepared(Change change) {
    return switch (change) {
      case PUT_POLICY -> () -> policy("closed");
      case DELETE_POLICY -> {
        policy("closed");
        var request = DeletePolicyRequest.newBuilder().setName("closed").build();
        yield () -> calls.authorization(caller).deletePolicy(request);
      }
      case CREATE_ROLE -> this::role;
      case DELETE_ROLE -> {
        role();
        var request = DeleteRoleRequest.newBuilder().setName("builder").build();
        yield () -> calls.authorization(caller).deleteRole(request);
      }
      case CREATE_ISSUER -> this::issuer;
      case UPDATE_ISSUER -> {
        var request =
            UpdateIssuerRequest.newBuilder()
                .setIssuer(Issuer.newBuilder().setName("sign-in"))
                .setId(issuer().getId())
                .setUpdateMask(FieldMask.newBuilder().addPaths("name"))
                .build();
        yield () -> calls.identity(caller).updateIssuer(request);
      }
      case DELETE_ISSUER -> {
        var request = DeleteIssuerRequest.newBuilder().setId(issuer().getId()).build();
        yield () -> calls.identity(caller).deleteIssuer(request);
      }
      case LINK_IDENTITY -> {
        var request =
            LinkIdentityRequest.newBuilder()
                .setIssuer(issuer().getId())
                .setSubject("1")
                .setPrincipal("bob")
                .build();
        yield () -> calls.identity(caller).linkIdentity(request);
      }
      case PUT_MAPPING -> {
        new PushedDirectory(calls, tenant).group("Engineers");
        yield this::mapping;
      }
      case REMOVE_MAPPING -> {
        new PushedDirectory(calls, tenant).group("Engineers");
        mapping();
        var request = RemoveGroupMappingRequest.newBuilder().setGroup("Engineers").build();
        yield () -> calls.provisioning(caller).removeGroupMapping(request);
      }
      case PUT_DELEGATION -> this::delegation;
      case REMOVE_DELEGATION -> {
        delegation();
        var request = RemoveApprovalDelegationRequest.newBuilder().setTo("bob").build();
        yield () -> calls.approvals(caller).removeApprovalDelegation(request);
      }
      case REVOKE_KEY -> {
        var key =
            calls
                .keys(tenant.admin())
                .createKey(CreateKeyRequest.newBuilder().setPrincipal("bob").build());
        var request = RevokeKeyRequest.newBuilder().setId(key.getId()).build();
        yield () -> calls.keys(caller).revokeKey(request);
      }
    };
  }

  private Policy policy(String name) {
    return calls
        .authorization(caller)
        .putPolicy(PutPolicyRequest.newBuilder().setName(name).setText(NO_UNITS).build());
  }

  private void role() {
    var unused =
        calls
            .authorization(caller)
            .createRole(
                CreateRoleRequest.newBuilder()
                    .setName("builder")
                    .addActions("unit.create")
                    .build());
  }

  private Issuer issuer() {
    return calls
        .identity(caller)
        .createIssuer(
            CreateIssuerRequest.newBuilder()
                .setName("login")
                .setIssuer("https://id.example.com/" + UUID.randomUUID())
                .addAudiences("mnemon")
                .build());
  }

  private void mapping() {
    var unused =
        calls
            .provisioning(caller)
            .putGroupMapping(
                PutGroupMappingRequest.newBuilder()
                    .setGroup("Engineers")
                    .setUnit(tenant.id())
                    .setRole("viewer")
                    .build());
  }

  private void delegation() {
    var unused =
        calls
            .approvals(caller)
            .putApprovalDelegation(
                PutApprovalDelegationRequest.newBuilder()
                    .setTo("bob")
                    .setUntil(TestTenant.timestamp(clock.instant().plus(Duration.ofDays(7))))
                    .build());
  }
}
