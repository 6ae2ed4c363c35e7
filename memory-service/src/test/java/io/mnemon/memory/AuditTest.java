package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.embedded.TestStores;
import io.mnemon.storage.PostgresAuditTrail;
import io.mnemon.tenancy.AuditEntry;
import io.mnemon.tenancy.AuditMapper;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Role;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the memory service writes down of its calls. Nobody takes it away here. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class AuditTest {
  // The last digit makes it a team, as the stand-in has it.
  private static final UUID TEAM = new UUID(7, 12);

  @Inject InternalTokens tokens;
  @Inject @MemoryParts PostgresAuditTrail trail;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice =
        new Client(channel, tokens, Client.user(tenant, "alice", new RoleGrant(TEAM, Role.VIEWER)));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @Test
  void addingSaysWhoAddedWhichMemoryForWhom() throws SQLException {
    Memory added = alice.remember("Alice plays the cello");

    AuditEntry entry = touching(added.getId()).getFirst();
    assertThat(entry.service()).isEqualTo("memory");
    assertThat(entry.action()).isEqualTo("memory.add");
    assertThat(entry.allowed()).isTrue();
    assertThat(entry.actor()).isEqualTo(alice.caller().principal().toString());
    assertThat(entry.subjects()).containsExactly(alice.caller().principal().toString());
    assertThat(new String(AuditMapper.toBytes(entry), StandardCharsets.ISO_8859_1))
        .doesNotContain("cello")
        .doesNotContain("alice");
  }

  @Test
  void aBatchIsOneEntryThatNamesEachMemory() throws SQLException {
    var answer =
        alice
            .stub()
            .batchAddMemories(
                BatchAddMemoriesRequest.newBuilder()
                    .addMemories(Memory.newBuilder().setLayer("user").setContent("one of two"))
                    .addMemories(Memory.newBuilder().setLayer("user").setContent("two of two"))
                    .build());

    String first = answer.getResults(0).getMemory().getId();
    String second = answer.getResults(1).getMemory().getId();
    assertThat(touching(first)).hasSize(1).isEqualTo(touching(second));
  }

  @Test
  void changingAndDeletingAreEntriesToo() throws SQLException {
    Memory added = alice.remember("Alice lives in Bonn");
    Memory updated =
        alice.update(
            added.getId(), "content", Memory.newBuilder().setContent("Alice lives in Berlin"));
    assertThat(updated.getVersion()).isEqualTo(2);
    alice.delete(added.getId());

    assertThat(touching(added.getId()))
        .extracting(AuditEntry::action)
        .containsExactly("memory.add", "memory.update", "memory.delete");
  }

  @Test
  void aDenialIsThereWhenItIsAnswered() throws SQLException {
    assertThat(
            Client.refusal(
                    () ->
                        alice.add(
                            Memory.newBuilder()
                                .setLayer("team")
                                .setScope(Scope.newBuilder().setUnit(TEAM.toString()))
                                .setContent("we meet on Mondays")))
                .code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);

    assertThat(entries())
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.allowed()).isFalse();
              assertThat(entry.action()).isEqualTo("memory.add");
              assertThat(entry.reason()).contains("memory.write.team needs the role tech_lead");
            });
  }

  @Test
  void aReadIsWrittenWithOthersAndASearchNamesNobody() throws SQLException {
    Memory added = alice.remember("Alice reads novels");
    assertThat(alice.get(added.getId()).getContent()).isEqualTo("Alice reads novels");
    assertThat(alice.search("what does she read?")).hasSize(1);

    trail.flush();

    assertThat(entries()).extracting(AuditEntry::action).contains("memory.read", "memory.search");
    assertThat(touching(added.getId()))
        .extracting(AuditEntry::action)
        .containsExactly("memory.add", "memory.read");
  }

  private List<AuditEntry> touching(String memory) throws SQLException {
    return entries().stream()
        .filter(entry -> entry.resources().contains(new AuditEntry.Resource("memory", memory)))
        .toList();
  }

  private List<AuditEntry> entries() throws SQLException {
    try (Connection jobs =
            DriverManager.getConnection(
                TestStores.shared().jdbcUrl(),
                "mnemon_memory_jobs",
                TestStores.shared().password());
        PreparedStatement statement =
            jobs.prepareStatement(
                "SELECT entry FROM memory.audit_pending WHERE tenant = ? ORDER BY id")) {
      statement.setObject(1, tenant);
      List<AuditEntry> found = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(AuditMapper.ofBytes(rows.getBytes("entry")));
        }
      }
      return found;
    }
  }
}
