package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ExportTenantRecordsRequest;
import io.mnemon.api.memory.v1.ExportTenantRecordsResponse;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc;
import io.mnemon.api.memory.v1.TenantRecordsServiceGrpc.TenantRecordsServiceBlockingStub;
import io.mnemon.crypto.Bytes;
import io.mnemon.index.HybridIndex;
import io.mnemon.memory.record.Archive;
import io.mnemon.memory.record.Archive.Cold;
import io.mnemon.memory.worth.ArchiveStore;
import io.mnemon.memory.worth.Archiving;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.ScopeKey;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A memory whose object is lost is one memory that cannot be read, and hides no other. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class LostContentTest {
  private static final String OLDER = "Alice plays the ferry song on her flute";
  private static final String TEA = "Alice drank green tea on the ferry";
  private static final String NEWER = "Alice sings in a choir on the ferry";

  @Inject InternalTokens tokens;
  @Inject @MemoryParts Archiving archiving;
  @Inject @MemoryParts ArchiveStore store;
  @Inject @MemoryParts Archive archive;
  @Inject @MemoryParts HybridIndex index;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private Memory tea;
  private UUID object;

  @BeforeEach
  void loseOne() throws SQLException {
    channel = Services.connect();
    alice = new Client(channel, tokens, Client.user(tenant, "alice"));
    alice.remember(OLDER);
    tea = alice.remember(TEA);
    alice.remember(NEWER);
    Days.pass(tenant, tea.getId(), 200);
    assertThat(archiving.run(tenant, () -> true)).isEqualTo(1);
    object =
        store
            .object(
                TenantScope.of(tenant, Set.of(ScopeKey.ofUser(alice.caller().principal()).id())),
                UUID.fromString(tea.getId()))
            .orElseThrow();
    archive.remove(tenant, object);
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private void damage() {
    archive.put(tenant, object, new Cold(Bytes.of(new byte[64]), "", Optional.empty()));
  }

  @Test
  void anIndexThatIsBuiltAnewHasTheOthers() {
    index.drop(tenant);

    await()
        .untilAsserted(
            () -> {
              SearchMemoriesResponse answer =
                  alice.search(SearchMemoriesRequest.newBuilder().setQuery("ferry"));
              assertThat(answer.getPartial()).isFalse();
              assertThat(Client.contents(answer)).containsExactlyInAnyOrder(OLDER, NEWER);
            });
  }

  @Test
  void anIndexThatStillHasItHidesNoOther() {
    assertThat(alice.search("ferry")).containsExactlyInAnyOrder(OLDER, NEWER);
  }

  @Test
  void aListLeavesItOutAndGoesOnBehindIt() {
    List<String> walked = new ArrayList<>();
    String cursor = "";
    do {
      ListMemoriesResponse page =
          alice
              .stub()
              .listMemories(ListMemoriesRequest.newBuilder().setLimit(1).setCursor(cursor).build());
      page.getMemoriesList().forEach(memory -> walked.add(memory.getContent()));
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());

    assertThat(walked).containsExactly(NEWER, OLDER);
    assertThat(alice.list()).containsExactly(NEWER, OLDER);
  }

  @Test
  void byItsIdItSaysWhatIsMissing() {
    ServiceException refusal = Client.refusal(() -> alice.get(tea.getId()));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(refusal)
        .hasMessageContaining(tea.getId())
        .hasMessageContaining("missing from the object store");
    assertThat(Client.refusal(() -> alice.restore(tea.getId())))
        .hasMessageContaining("missing from the object store");
    assertThat(Client.refusal(() -> alice.remember(TEA)))
        .hasMessageContaining("missing from the object store");
  }

  @Test
  void anExportHasTheOthersAndSaysWhichIsMissing() {
    List<MemoryLine> lines = alice.export();

    assertThat(lines)
        .extracting(line -> line.getMemory().getContent(), line -> line.getUnreadable().isEmpty())
        .containsExactly(tuple(OLDER, true), tuple("", false), tuple(NEWER, true));
    assertThat(lines.get(1).getMemory()).isEqualTo(Memory.newBuilder().setId(tea.getId()).build());
    assertThat(lines.get(1).getUnreadable()).contains("missing from the object store");
    assertThat(alice.importAll(lines).getErrorsList())
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.getId()).isEqualTo(tea.getId());
              assertThat(error.getMessage()).contains("could not be read where it was exported");
            });
  }

  @Test
  void itIsDeletedByItsId() {
    alice.delete(tea.getId());

    assertThat(Client.refusal(() -> alice.get(tea.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(alice.export()).hasSize(2);
  }

  @Test
  void theExportOfATenantTellsThatItWasThere() {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(Caller.service("governance"), "memory"));
    TenantRecordsServiceBlockingStub governance =
        TenantRecordsServiceGrpc.newBlockingStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    List<String> lines = new ArrayList<>();
    String cursor = "";
    do {
      ExportTenantRecordsResponse page =
          governance.exportTenantRecords(
              ExportTenantRecordsRequest.newBuilder()
                  .setTenant(tenant.toString())
                  .setCursor(cursor)
                  .build());
      lines.addAll(page.getLinesList());
      cursor = page.getNextCursor();
    } while (!cursor.isEmpty());

    assertThat(lines)
        .filteredOn(line -> line.contains("\"type\":\"memory\""))
        .hasSize(3)
        .filteredOn(line -> line.contains(tea.getId()))
        .singleElement()
        .asString()
        .contains("\"content\":null");
  }

  @Test
  void oneThatIsDamagedIsLostTheSameWay() {
    damage();
    index.drop(tenant);

    assertThat(Client.refusal(() -> alice.get(tea.getId()))).hasMessageContaining("damaged there");
    await()
        .untilAsserted(
            () -> assertThat(alice.search("ferry")).containsExactlyInAnyOrder(OLDER, NEWER));
    assertThat(alice.list()).containsExactly(NEWER, OLDER);
  }

  @Test
  void oneThatIsDamagedInTheRecordHidesNoOther() throws SQLException {
    Memory damaged = alice.remember("Alice lost her hat on the ferry");
    damageInTheRecord(damaged);

    ServiceException refusal = Client.refusal(() -> alice.get(damaged.getId()));

    assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(refusal).hasMessageContaining("damaged in the database");
    assertThat(alice.list()).containsExactly(NEWER, OLDER);
    assertThat(alice.search("ferry")).containsExactlyInAnyOrder(OLDER, NEWER);
    assertThat(alice.export())
        .extracting(line -> line.getMemory().getContent(), line -> line.getUnreadable().isEmpty())
        .containsExactly(
            tuple(OLDER, true), tuple("", false), tuple(NEWER, true), tuple("", false));
    index.drop(tenant);
    await()
        .untilAsserted(
            () -> {
              SearchMemoriesResponse answer =
                  alice.search(SearchMemoriesRequest.newBuilder().setQuery("ferry"));
              assertThat(answer.getPartial()).isFalse();
              assertThat(Client.contents(answer)).containsExactlyInAnyOrder(OLDER, NEWER);
            });
  }

  @Test
  void aDamagedTurnKeepsNoOtherFromBeingIndexedInItsContext() throws SQLException {
    damageInTheRecord(alice.add(turn("Did you see the ferry?")));

    alice.add(turn("Yes, twice!"));

    await().untilAsserted(() -> assertThat(RawRecord.count("outbox", tenant)).isZero());
  }

  private static Memory.Builder turn(String content) {
    return Memory.newBuilder().setLayer("user").setEpisode("talk").setContent(content);
  }

  private void damageInTheRecord(Memory memory) throws SQLException {
    RawRecord.execute(
        tenant,
        "UPDATE memory.memory SET content = set_byte(content, 20, 255 - get_byte(content, 20)) WHERE id = '%s'"
            .formatted(memory.getId()));
  }
}
