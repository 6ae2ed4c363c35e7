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
          new ScopeStore() {
            @Override
            public List<KnownScope> find(TenantScope tenant, Wanted wanted, int limit) {
              asked.incrementAndGet();
              return record.stream().limit(limit).toList();
            }

            @Override
            public List<KnownScope> find(
                TenantScope tenant, Wanted wanted, Things things, int limit) {
              return find(tenant, wanted, limit);
            }
          },
          Duration.ofSeconds(2),
          100,
          nanos::get);

  private List<KnownScope> find(UUID tenant) {
    return find(tenant, 10);
  }

  private List<KnownScope> find(UUID tenant, int limit) {
    return scopes.find(TenantScope.of(tenant, Set.of()), EVERYTHING, limit);
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
  void whoWantsMoreAsksOnlyIfThereMayBeMore() {
    write(SCOPE, false);
    write(new UUID(2, 3), false);

    assertThat(find(TENANT, 1)).hasSize(1);
    assertThat(find(TENANT, 10)).hasSize(2);
    assertThat(asked).hasValue(2);
    assertThat(find(TENANT, 100)).hasSize(2);
    assertThat(find(TENANT, 1)).hasSize(1);
    assertThat(asked).hasValue(2);
  }

  @Test
  void whatLiesWhereIsAskedEachTime() {
    Things one = Things.memory(new UUID(3, 3));
    TenantScope tenant = TenantScope.of(TENANT, Set.of());
    assertThat(scopes.find(tenant, EVERYTHING, one, 10)).isEmpty();
    record.add(new KnownScope(SCOPE, false));

    assertThat(scopes.find(tenant, EVERYTHING, one, 10)).hasSize(1);
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
