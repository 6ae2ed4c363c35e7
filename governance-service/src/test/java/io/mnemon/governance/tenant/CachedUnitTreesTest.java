package io.mnemon.governance.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CachedUnitTreesTest {
  private final List<UUID> asked = new ArrayList<>();
  private final UnitTrees trees =
      new CachedUnitTrees(
          (scope, epoch) -> {
            asked.add(scope.tenant());
            return new UnitTree(scope.tenant(), List.of());
          },
          2);

  @Test
  void aTreeIsReadOnceForAnEpoch() {
    UUID tenant = tenant(1);

    UnitTree first = tree(tenant, 1);
    UnitTree again = tree(tenant, 1);
    UnitTree later = tree(tenant, 2);

    assertThat(again).isSameAs(first);
    assertThat(later).isNotSameAs(first);
    assertThat(asked).containsExactly(tenant, tenant);
  }

  @Test
  void theTenantThatAskedLongestAgoMakesRoom() {
    UUID one = tenant(1);
    UUID two = tenant(2);
    UUID three = tenant(3);
    for (UUID tenant : List.of(one, two, one, three)) {
      assertThat(tree(tenant, 1).tenant()).isEqualTo(tenant);
    }
    asked.clear();

    for (UUID tenant : List.of(one, three, two)) {
      assertThat(tree(tenant, 1).tenant()).isEqualTo(tenant);
    }

    assertThat(asked).containsExactly(two);
  }

  private UnitTree tree(UUID tenant, long epoch) {
    return trees.tree(TenantScope.of(tenant, Set.of()), epoch);
  }

  private static UUID tenant(int number) {
    return new UUID(0, number);
  }
}
