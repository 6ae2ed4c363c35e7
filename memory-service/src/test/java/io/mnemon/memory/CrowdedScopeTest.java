package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.mnemon.api.TimeOrderedIds;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.worth.ArchiveStore;
import io.mnemon.memory.worth.Archiving;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of more memories than a scope may have in the record, those worth least go to the archive. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class CrowdedScopeTest {
  private static final String LONG =
      "On Tuesday Tess told us that the harbour office in Aarhus moves to the old sail loft";
  private static final String LONG_AND_OLD = LONG + ", and that nobody there likes the idea at all";

  @Inject InternalTokens tokens;
  @Inject @MemoryParts ArchiveStore store;
  @Inject @MemoryParts Archive archive;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private int archived(int mostOfScope) {
    Archiving.Limits limits =
        new Archiving.Limits(0, mostOfScope, Duration.ofDays(1), 1, Duration.ofHours(1));
    InstantSource clock = InstantSource.system();
    return new Archiving(store, archive, limits, new TimeOrderedIds(clock), clock)
        .run(tenant, () -> true);
  }

  /** What was added so far is not fresh any more. */
  private void twoDaysPass() throws SQLException {
    Days.change(tenant, "UPDATE memory.memory SET created_at = created_at - interval '2 days'");
  }

  private boolean isArchived(Memory memory) {
    return alice.get(memory.getId()).getArchived();
  }

  @Test
  void whatSaysLittleOrIsOldGoesFirst() throws SQLException {
    Memory little = alice.remember("Yes");
    Memory important =
        alice.add(Memory.newBuilder().setLayer("user").setContent("Ok then").setImportance(0.9));
    Memory secret =
        alice.add(
            Memory.newBuilder()
                .setLayer("user")
                .setContent("The safe opens with 4711")
                .setSensitivity("secret"));
    Memory much = alice.remember(LONG);
    Memory old = alice.remember(LONG_AND_OLD);
    Days.pass(tenant, old.getId(), 200);
    twoDaysPass();

    assertThat(archived(3)).isEqualTo(2);

    assertThat(isArchived(little)).isTrue();
    assertThat(isArchived(old)).isTrue();
    assertThat(isArchived(important)).isFalse();
    assertThat(isArchived(secret)).isFalse();
    assertThat(isArchived(much)).isFalse();
    assertThat(alice.get(old.getId()).getContent()).isEqualTo(LONG_AND_OLD);
    assertThat(alice.search("Who likes the idea to move the harbour office?"))
        .contains(LONG_AND_OLD);
    assertThat(archived(3)).isZero();
  }

  @Test
  void whatIsFreshStaysAllTheSame() throws SQLException {
    Memory older = alice.remember(LONG_AND_OLD);
    twoDaysPass();
    Memory fresh = alice.remember("Yes");

    assertThat(archived(1)).isZero();
    twoDaysPass();
    assertThat(archived(1)).isEqualTo(1);
    assertThat(isArchived(fresh)).isTrue();
    assertThat(isArchived(older)).isFalse();
  }

  @Test
  void eachScopeCountsByItself() throws SQLException {
    Client bob = new Client(channel, tokens, Client.user(tenant, "bob"));
    alice.remember("Alice likes tea");
    bob.remember("Bob likes tea");
    bob.remember("Bob likes ferries");
    twoDaysPass();

    assertThat(archived(2)).isZero();
    assertThat(archived(1)).isEqualTo(1);
  }

  @Test
  void secretsAreNeverMoved() throws SQLException {
    for (int i = 0; i < 3; i++) {
      Memory secret =
          alice.add(
              Memory.newBuilder()
                  .setLayer("user")
                  .setContent("The safe opens with " + i)
                  .setSensitivity("secret"));
      assertThat(secret.getVersion()).isEqualTo(1);
    }
    twoDaysPass();

    assertThat(archived(1)).isZero();
  }

  @Test
  void withoutALimitAnyNumberStays() throws SQLException {
    alice.remember("Alice likes tea");
    alice.remember("Alice likes ferries");
    twoDaysPass();

    assertThat(archived(0)).isZero();
  }
}
