package io.mnemon.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScopeKeyTest {
  private static final UUID A = new UUID(1, 1);
  private static final UUID B = new UUID(2, 2);

  @Test
  void everyLayerAndCoordinateMakesAnotherScope() {
    List<ScopeKey> keys =
        List.of(
            ScopeKey.ofAgent(A, B),
            ScopeKey.ofAgent(B, A),
            ScopeKey.ofUser(A),
            ScopeKey.ofUser(B),
            ScopeKey.ofSession(A, "s"),
            ScopeKey.ofSession(A, "t"),
            ScopeKey.ofSession(B, "s"),
            ScopeKey.ofUnit(Layer.PROJECT, A),
            ScopeKey.ofUnit(Layer.TEAM, A),
            ScopeKey.ofUnit(Layer.ORG, A),
            ScopeKey.ofCompany());

    assertThat(keys.stream().map(ScopeKey::id)).doesNotHaveDuplicates();
  }

  @Test
  void theIdOfAScopeNeverChanges() {
    assertThat(ScopeKey.ofCompany().id())
        .isEqualTo(ScopeKey.ofCompany().id())
        .isEqualTo(UUID.fromString("8affa5de-7141-b86a-defd-f66287d488d0"));
    assertThat(ScopeKey.ofSession(A, "s").id())
        .isEqualTo(UUID.fromString("2640229e-9c98-8aa7-25fb-619dd5e0b032"));
  }

  @ParameterizedTest
  @EnumSource
  void coordinatesThatALayerDoesNotHaveAreRefused(Layer layer) {
    assertThatThrownBy(() -> new ScopeKey(layer, A, A, "s", A)).hasMessageContaining(layer.word());
    if (layer != Layer.COMPANY) {
      assertThatThrownBy(() -> new ScopeKey(layer, null, null, null, null))
          .hasMessageContaining(layer.word());
    }
  }

  @Test
  void wordsAndLayersBelongTogether() {
    for (Layer layer : Layer.values()) {
      assertThat(Layer.ofWord(layer.word())).contains(layer);
    }
    assertThat(Layer.ofWord("USER")).isEmpty();
    assertThat(Role.ofWord("root")).isEmpty();
    assertThat(PrincipalKind.ofWord("root")).isEmpty();
  }

  @Test
  void aTenantScopeIsOnlyEverNarrowed() {
    TenantScope scope = TenantScope.of(A, Set.of(A, B));

    assertThat(scope.narrowedTo(Set.of(B))).isEqualTo(TenantScope.of(A, Set.of(B)));
    assertThatThrownBy(() -> scope.narrowedTo(Set.of(new UUID(3, 3))))
        .hasMessageContaining("narrowed");
  }

  @Test
  void backgroundWorkSaysItsName() {
    assertThat(TenantScope.system(A, "reindex").isSystem()).isTrue();
    assertThat(TenantScope.of(A, Set.of()).isSystem()).isFalse();
    assertThatThrownBy(() -> TenantScope.system(A, "")).hasMessageContaining("name");
  }
}
