package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallerTest {
  @ParameterizedTest
  @CsvSource({
    "*, memory.add, true",
    "memory.*, memory.add, true",
    "memory.add, memory.add, true",
    "memory.*, memorypalace.add, false",
    "memory.add, memory.added, false",
    "memory.add, memory, false",
    "memory., memory.add, false",
    "key.*, memory.add, false",
  })
  void aScopeCoversItsActionOnly(String scope, String action, boolean covered) {
    assertThat(Callers.user(scope).scopesInclude(action)).isEqualTo(covered);
  }

  @Test
  void aCredentialWithoutScopesIsNotLimited() {
    assertThat(Callers.user().scopesInclude("tenant.create")).isTrue();
  }

  @Test
  void aCallerArrivesAsItWasSent() {
    assertThat(CallerMapper.ofProto(CallerMapper.toProto(Callers.full())))
        .isEqualTo(Callers.full());
    assertThat(CallerMapper.ofProto(CallerMapper.toProto(Callers.user())))
        .isEqualTo(Callers.user());
    assertThat(CallerMapper.ofProto(CallerMapper.toProto(Caller.service("gateway"))))
        .isEqualTo(Caller.service("gateway"));
  }

  @Test
  void aMalformedCallerIsNobody() {
    io.mnemon.api.governance.v1.Caller good = CallerMapper.toProto(Callers.full());

    assertNobody(good.toBuilder().setTenant("").build());
    assertNobody(good.toBuilder().setPrincipal("alice").build());
    assertNobody(good.toBuilder().setKind("root").build());
    assertNobody(
        good.toBuilder()
            .setRoles(0, good.getRoles(0).toBuilder().setRole("owner").build())
            .build());
  }

  private static void assertNobody(io.mnemon.api.governance.v1.Caller proto) {
    assertThatThrownBy(() -> CallerMapper.ofProto(proto))
        .asInstanceOf(InstanceOfAssertFactories.type(ServiceException.class))
        .extracting(ServiceException::code)
        .isEqualTo(ErrorCode.UNAUTHENTICATED);
  }
}
