package io.mnemon.memory.sight;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.memory.sight.ScopeStore.KnownScope;
import io.mnemon.memory.sight.ScopeStore.Named;
import io.mnemon.memory.sight.ScopeStore.Wanted;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.TenantScope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CachedScopesTest {
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID SCOPE = new UUID(2, 2);
  private static final Named EVERYBODY = new Named("", Set.of());
  private static final Wanted EVERYTHING =
      new Wanted(Set.of(Layer.values()), Set.of(), EVERYBODY, null, null, Set.of());

  private final List<KnownScope> record = new ArrayList<>();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong nanos = new AtomicLong();
  private final CachedScopes scopes =
      new CachedScopes(
          (tenant, wanted, limit) -> {
            asked.incrementAndGet();
            return List.copyOf(record);
          },
          Duration.ofSeconds(2),
          100,
          nanos::get);

  private List<KnownScope> find(UUID tenant) {
    return scopes.find(TenantScope.of(tenant, Set.of()), EVERYTHING, 10);
  }

  private void write(UUID scope, boolean isSecret) {
    record.add(new KnownScope(scope, isSecret));
    scopes.written(TENANT, scope, isSecret);
  }

  @Test
  void searchesThatFollowEachOtherAskOnce() {
    write(SCOPE, false);
    find(TENANT);
    scopes.written(TENANT, SCOPE, false);

    assertThat(find(TENANT)).containsExactly(new KnownScope(SCOPE, false));
    assertThat(asked).hasValue(1);
  }

  @Test
  void aNewScopeIsSeenAtOnce() {
    find(TENANT);
    write(SCOPE, false);

    assertThat(find(TENANT)).containsExactly(new KnownScope(SCOPE, false));
  }

  @Test
  void aFirstSecretIsSeenAtOnce() {
    write(SCOPE, false);
    find(TENANT);
    record.clear();
    write(SCOPE, true);

    assertThat(find(TENANT)).containsExactly(new KnownScope(SCOPE, true));
  }

  @Test
  void whatAnotherProcessDoesIsSeenWhenTheTimeIsOver() {
    find(TENANT);
    record.add(new KnownScope(SCOPE, false));
    assertThat(find(TENANT)).isEmpty();

    nanos.addAndGet(Duration.ofSeconds(2).toNanos());

    assertThat(find(TENANT)).hasSize(1);
  }

  @Test
  void tenantsAndQuestionsAreApart() {
    find(TENANT);
    find(new UUID(1, 2));
    scopes.find(
        TenantScope.of(TENANT, Set.of()),
        new Wanted(Set.of(Layer.USER), Set.of(), EVERYBODY, null, null, Set.of()),
        10);

    assertThat(asked).hasValue(3);
  }
}
