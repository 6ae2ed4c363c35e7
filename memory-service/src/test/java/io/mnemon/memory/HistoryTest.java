package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import io.grpc.ManagedChannel;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever is added, changed, superseded, deleted and restored in whatever order: what was true at
 * any time can be read as of that time, and every version is told, compared with a model of a few
 * lines.
 */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class HistoryTest {
  private static final int STEPS = 30;
  private static final int MONTHS = 12;

  @Inject InternalTokens tokens;

  private final List<Fact> facts = new ArrayList<>();
  private final Set<String> undone = new HashSet<>();
  private ManagedChannel channel;
  private Client alice;

  /** A fact as the model has it: true from its month on, until another month if it was ended. */
  private static final class Fact {
    final int limit;
    final int month;
    String id = "";
    @Nullable Fact by;
    boolean isDeleted;
    int tags;
    final List<String> versions = new ArrayList<>();

    Fact(int limit, int month) {
      this.limit = limit;
      this.month = month;
    }

    /** What ended another has begun with its own event; else nobody knows since when it is true. */
    boolean isTrueAt(int when, List<Fact> facts) {
      boolean hasBegun = month <= when || facts.stream().noneMatch(older -> older.by == this);
      return !isDeleted && hasBegun && (by == null || when < by.month);
    }

    void recorded(String change) {
      versions.add(change + " " + tags + " " + (by == null ? "-" : by.month));
    }

    static Comparator<Fact> order() {
      return Comparator.<Fact>comparingInt(fact -> fact.month).thenComparing(fact -> fact.id);
    }
  }

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(UUID.randomUUID(), "alice"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void everyPastStateCanBeRead(long seed) {
    Random random = new Random(seed);
    for (int step = 0; step < STEPS; step++) {
      List<Fact> living = facts.stream().filter(fact -> !fact.isDeleted).toList();
      int choice = living.isEmpty() ? 0 : random.nextInt(10);
      Fact some = living.isEmpty() ? null : living.get(random.nextInt(living.size()));
      if (choice < 5 || some == null) {
        add(100 * (1 + random.nextInt(15)), 1 + random.nextInt(MONTHS));
      } else if (choice < 7) {
        restore(some);
      } else if (choice < 9) {
        update(some);
      } else {
        delete(some);
      }
      assertThat(readAsOf(random.nextInt(MONTHS + 2))).as("seed %d, step %d", seed, step).isTrue();
    }
    for (int month = 0; month <= MONTHS + 1; month++) {
      assertThat(readAsOf(month)).as("seed %d, month %d", seed, month).isTrue();
    }
    for (Fact fact : facts) {
      if (!fact.isDeleted) {
        assertThat(versions(fact.id)).as("seed %d", seed).isEqualTo(fact.versions);
      }
    }
  }

  private void add(int limit, int month) {
    Memory added =
        alice.consolidate(
            Memory.newBuilder()
                .setLayer("user")
                .setContent("The rate limit is " + limit + " requests per minute")
                .setEventTime(time(month)));
    assertThat(alice.ended(added.getOperation()).getState()).isEqualTo("done");
    Fact fact =
        facts.stream()
            .filter(each -> each.id.equals(added.getId()))
            .findFirst()
            .orElseGet(
                () -> {
                  Fact fresh = new Fact(limit, month);
                  fresh.id = added.getId();
                  fresh.recorded("added");
                  facts.add(fresh);
                  return fresh;
                });
    settle(fact);
  }

  /** The earliest of those that contradict an older one ends it. */
  private void settle(Fact fact) {
    for (Fact older : facts) {
      facts.stream()
          .filter(newer -> newer == fact || older == fact)
          .filter(newer -> !newer.isDeleted && !older.isDeleted && newer.limit != older.limit)
          .filter(newer -> Fact.order().compare(older, newer) < 0)
          .filter(newer -> !undone.contains(older.id + newer.id))
          .min(Fact.order())
          .filter(
              newer ->
                  older.by == null
                      || (!older.by.isDeleted && Fact.order().compare(newer, older.by) < 0))
          .ifPresent(
              newer -> {
                older.by = newer;
                older.recorded("superseded");
              });
    }
  }

  private void restore(Fact fact) {
    boolean isRefused =
        fact.by != null
            && facts.stream()
                .anyMatch(
                    other ->
                        other != fact
                            && !other.isDeleted
                            && other.by == null
                            && other.limit == fact.limit);
    if (isRefused) {
      assertThat(Client.refusal(() -> alice.restore(fact.id)).publicMessage())
          .contains("says this by now");
      return;
    }
    alice.restore(fact.id);
    if (fact.by != null) {
      undone.add(fact.id + fact.by.id);
      fact.by = null;
      fact.recorded("restored");
    }
  }

  private void update(Fact fact) {
    fact.tags++;
    fact.recorded("updated");
    Memory changed =
        alice
            .stub()
            .updateMemory(
                UpdateMemoryRequest.newBuilder()
                    .setId(fact.id)
                    .setMemory(Memory.newBuilder().addTags("t" + fact.tags))
                    .setUpdateMask(FieldMask.newBuilder().addPaths("tags"))
                    .build());
    assertThat(changed.getVersion()).isEqualTo(fact.versions.size());
  }

  private void delete(Fact fact) {
    alice.delete(fact.id);
    fact.isDeleted = true;
  }

  private boolean readAsOf(int month) {
    List<String> found =
        alice
            .search(
                SearchMemoriesRequest.newBuilder()
                    .setQuery("rate limit in requests per minute")
                    .setLimit(100)
                    .setAsOf(time(month)))
            .getResultsList()
            .stream()
            .map(result -> result.getMemory().getId())
            .sorted()
            .toList();
    List<String> wanted =
        facts.stream()
            .filter(fact -> fact.isTrueAt(month, facts))
            .map(fact -> fact.id)
            .sorted()
            .toList();
    assertThat(found).isEqualTo(wanted);
    return true;
  }

  private List<String> versions(String id) {
    List<MemoryVersion> history = alice.history(id);
    Instant last = Instant.EPOCH;
    List<String> told = new ArrayList<>();
    for (MemoryVersion version : history) {
      Instant recorded =
          Instant.ofEpochSecond(
              version.getRecordedAt().getSeconds(), version.getRecordedAt().getNanos());
      assertThat(recorded).isAfterOrEqualTo(last);
      last = recorded;
      Memory memory = version.getMemory();
      told.add(
          version.getChange()
              + " "
              + (memory.getTagsCount() == 0 ? "0" : memory.getTags(0).substring(1))
              + " "
              + (memory.hasValidTo() ? month(memory.getValidTo()) : "-"));
    }
    return told;
  }

  private static Timestamp time(int month) {
    return Timestamp.newBuilder()
        .setSeconds(Instant.parse("2020-01-01T00:00:00Z").getEpochSecond() + 2_592_000L * month)
        .build();
  }

  private static long month(Timestamp time) {
    return (time.getSeconds() - time(0).getSeconds()) / 2_592_000L;
  }
}
