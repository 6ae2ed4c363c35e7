package io.mnemon.governance.audit;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.api.HttpBody;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.AppendAuditEntriesRequest;
import io.mnemon.api.governance.v1.AuditCheckpoint;
import io.mnemon.api.governance.v1.AuditEntry;
import io.mnemon.api.governance.v1.AuditPerson;
import io.mnemon.api.governance.v1.AuditResource;
import io.mnemon.api.governance.v1.CreateAuditCheckpointRequest;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreateRoleRequest;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.ExportAuditRequest;
import io.mnemon.api.governance.v1.GetAuditSettingsRequest;
import io.mnemon.api.governance.v1.GetUnitRequest;
import io.mnemon.api.governance.v1.ListAuditEntriesRequest;
import io.mnemon.api.governance.v1.ListAuditEntriesResponse;
import io.mnemon.api.governance.v1.ListAuditKeysRequest;
import io.mnemon.api.governance.v1.PendingAuditEntry;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutAuditSettingsRequest;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.audit.ExportVerifier;
import io.mnemon.audit.PublicSigningKey;
import io.mnemon.audit.SigningKey;
import io.mnemon.audit.Verification;
import io.mnemon.embedded.TestStores;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.governance.tenant.Governance;
import io.mnemon.storage.ControlSession;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.PostgresAuditTrail;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The audit log of tenants, over the service's port and a real Postgres. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class AuditServiceTest {
  /** What a restore to an earlier time does to the log of the session's tenant. */
  private static final String SET_BACK =
      """
      UPDATE governance.audit_head h
      SET entries = b.entries, head = b.head, roots = b.roots, checkpoints = b.checkpoints,
          checkpointed = b.checkpointed, last_checkpoint = b.last_checkpoint,
          open_since = b.open_since
      FROM earlier b WHERE b.tenant = h.tenant;
      DELETE FROM governance.audit_entry e USING earlier b
      WHERE e.tenant = b.tenant AND e.seq > b.entries;
      DELETE FROM governance.audit_checkpoint c USING earlier b
      WHERE c.tenant = b.tenant AND c.number > b.checkpoints;
      """;

  private static final CheckpointJob.Limits EVERY_ENTRY =
      new CheckpointJob.Limits(1, Duration.ofHours(1), Duration.ofHours(1), 1000);

  @Inject TestCalls calls;
  @Inject @Governance PostgresAuditTrail trail;
  @Inject @Governance ObjectStore objects;
  @Inject @Governance ControlSession control;
  @Inject ChainStore chains;
  @Inject Checkpoints checkpoints;
  @Inject InstantSource clock;

  private TestTenant tenant;

  @BeforeEach
  void found() {
    tenant = TestTenant.create(calls);
  }

  @Test
  void aWriteLeavesAnEntryThatSaysWhoDidWhat() {
    String unit = tenant.organization("north");

    AuditEntry entry = awaitEntry(of("unit.create"));

    assertThat(entry.getOutcome()).isEqualTo("allowed");
    assertThat(entry.getService()).isEqualTo("governance");
    assertThat(entry.getActor().getName()).isEqualTo(tenant.admin().name());
    assertThat(entry.getActor().getId()).isEqualTo(tenant.admin().principal().toString());
    assertThat(entry.getActor().getPseudonym()).isNotEqualTo(entry.getActor().getId());
    assertThat(entry.getActorKind()).isEqualTo("user");
    assertThat(entry.getCredential()).isEqualTo(String.valueOf(tenant.admin().credential()));
    assertThat(entry.getResourcesList())
        .containsExactly(AuditResource.newBuilder().setKind("unit").setId(unit).build());
    assertThat(entry.getHash()).hasSize(64);
    // The tenant's own founding stands first.
    assertThat(entries(ListAuditEntriesRequest.newBuilder()).getLast().getAction())
        .isEqualTo("tenant.create");
  }

  @Test
  void aWriteThatIsRolledBackLeavesNone() {
    tenant.organization("north");
    assertRefused(
        ErrorCode.ALREADY_EXISTS,
        "north",
        () ->
            calls
                .tenants(tenant.admin())
                .createUnit(
                    CreateUnitRequest.newBuilder()
                        .setKind("organization")
                        .setName("north")
                        .build()));
    tenant.organization("south");

    awaitEntries(of("unit.create"), 2);

    assertThat(entries(ListAuditEntriesRequest.newBuilder().setAction("unit.create"))).hasSize(2);
  }

  @Test
  void aGrantNamesTheRoleThePlaceAndThePersonByPseudonym() {
    String unit = tenant.organization("north");
    Principal bob = tenant.user("bob");
    tenant.grant(unit, bob, "developer");

    AuditEntry entry = awaitEntry(of("member.put"));

    assertThat(entry.getSubjectsList()).extracting(AuditPerson::getName).contains("bob");
    assertThat(entry.getResourcesList())
        .extracting(AuditResource::getKind)
        .contains("unit", "role.developer", "principal");
    assertThat(entry.toString().replace(bob.getId(), "")).contains("bob");
    assertThat(entry.getResourcesList())
        .extracting(AuditResource::getId)
        .doesNotContain(bob.getId());
  }

  @Test
  void aDenialIsWrittenBeforeItIsAnswered() {
    Caller viewer = tenant.caller(tenant.user("alice"));

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "unit.create",
        () ->
            calls
                .tenants(viewer)
                .createUnit(
                    CreateUnitRequest.newBuilder()
                        .setKind("organization")
                        .setName("mine")
                        .build()));

    AuditEntry entry = awaitEntry(denied());
    assertThat(entry.getAction()).isEqualTo("unit.create");
    assertThat(entry.getActor().getName()).isEqualTo("alice");
    assertThat(entry.getReason()).contains("unit.create needs the role admin");
  }

  @Test
  void aRefusedSubjectIsDeniedAndItsNameIsHidden() {
    Caller alice = tenant.caller(tenant.user("alice"));

    assertRefused(
        ErrorCode.NOT_FOUND,
        "bobby-tables",
        () ->
            calls
                .access(alice)
                .resolveSubjects(
                    ResolveSubjectsRequest.newBuilder().addUsers("bobby-tables").build()));

    AuditEntry entry = awaitEntry(denied());
    assertThat(entry.getAction()).isEqualTo("access.resolve");
    assertThat(entry.getSubjectsList())
        .singleElement()
        .satisfies(subject -> assertThat(subject.getPseudonym()).matches("hash:[0-9a-f]{32}"));
    assertThat(export()).contains("hash:").doesNotContain("bobby");
  }

  @Test
  void whyARightWasMissingNamesNobody() {
    Principal alice = tenant.user("alice");
    tenant.grant(tenant.id(), alice, "admin");
    Caller caller = tenant.caller(alice);
    tenant.grant(tenant.id(), tenant.user("tinatina"), "tenant_admin");
    var role =
        calls
            .authorization(tenant.admin())
            .createRole(
                CreateRoleRequest.newBuilder().setName("keeper").addActions("policy.put").build());
    tenant.grant(tenant.id(), tenant.user("doradora"), role.getName());

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "more than you",
        () ->
            calls
                .keys(caller)
                .createKey(CreateKeyRequest.newBuilder().setPrincipal("tinatina").build()));
    for (String stronger : List.of("tinatina", "doradora")) {
      assertRefused(
          ErrorCode.PERMISSION_DENIED,
          "than you",
          () ->
              calls
                  .tenants(caller)
                  .putMember(
                      PutMemberRequest.newBuilder()
                          .setUnit(tenant.id())
                          .setPrincipal(stronger)
                          .setRole("viewer")
                          .build()));
    }

    awaitEntries(denied(), 3);
    assertThat(export()).contains("than you").doesNotContain("tinatina", "doradora");
  }

  @Test
  void aFloodOfDenialsIsCounted() {
    Caller alice = tenant.caller(tenant.user("alice"));
    int denials = 60;
    for (int i = 0; i < denials; i++) {
      assertRefused(
          ErrorCode.NOT_FOUND,
          "bob",
          () ->
              calls
                  .access(alice)
                  .resolveSubjects(ResolveSubjectsRequest.newBuilder().addUsers("bob").build()));
    }
    trail.flush();

    await()
        .untilAsserted(
            () ->
                assertThat(
                        entries(ListAuditEntriesRequest.newBuilder().setOutcome("denied")).stream()
                            .mapToLong(AuditEntry::getCount)
                            .sum())
                    .isEqualTo(denials));
    assertThat(entries(ListAuditEntriesRequest.newBuilder().setOutcome("denied")))
        .hasSizeLessThan(30);
  }

  @Test
  void readsAreWrittenTheWayTheTenantWants() {
    assertThat(settings()).isEqualTo("batched");
    assertThat(isReadWritten(() -> {})).as("a batched read waits").isFalse();
    assertThat(isReadWritten(trail::flush)).as("a batched read is flushed").isTrue();

    put("synchronous");
    await().until(() -> isReadWritten(() -> {}));

    put("off");
    await().until(() -> !isReadWritten(trail::flush));
    assertThat(settings()).isEqualTo("off");
    assertRefused(ErrorCode.INVALID_ARGUMENT, "batched, synchronous or off", () -> put("never"));
  }

  /** Whether the read of a new unit is in the log when a write after it is. */
  private boolean isReadWritten(Runnable then) {
    String unit = tenant.organization("unit " + UUID.randomUUID());
    assertThat(
            calls
                .tenants(tenant.admin())
                .getUnit(GetUnitRequest.newBuilder().setId(unit).build())
                .getId())
        .isEqualTo(unit);
    then.run();
    String marker = tenant.organization("marker " + UUID.randomUUID());
    await()
        .until(() -> !entries(ListAuditEntriesRequest.newBuilder().setResource(marker)).isEmpty());
    return entries(ListAuditEntriesRequest.newBuilder().setResource(unit)).stream()
        .anyMatch(of("unit.read"));
  }

  @Test
  void whatAReadNamesStandsInItsEntry() {
    String unit = tenant.organization("north");
    assertThat(
            calls
                .tenants(tenant.admin())
                .getUnit(GetUnitRequest.newBuilder().setId(unit).build())
                .getName())
        .isEqualTo("north");
    trail.flush();

    assertThat(awaitEntry(of("unit.read")).getResources(0).getId()).isEqualTo(unit);
  }

  @Test
  void whatIsBroughtTwiceIsChainedOnce() throws IOException {
    PendingAuditEntry entry = memoryEntry(tenant.id(), UUID.randomUUID().toString());
    AppendAuditEntriesRequest request =
        AppendAuditEntriesRequest.newBuilder().addEntries(entry).addEntries(entry).build();
    Caller memory = Caller.service("memory");

    for (int i = 0; i < 3; i++) {
      assertThat(calls.audit(memory).appendAuditEntries(request).getSerializedSize()).isZero();
    }

    assertThat(entries(ListAuditEntriesRequest.newBuilder().setAction("memory.add"))).hasSize(1);
    assertThat(verify(export())).isInstanceOf(Verification.Sound.class);
  }

  @Test
  void onlyServicesBringEntriesAndOnlyTheirOwn() {
    AppendAuditEntriesRequest request =
        AppendAuditEntriesRequest.newBuilder()
            .addEntries(memoryEntry(tenant.id(), UUID.randomUUID().toString()))
            .build();

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "a service",
        () -> calls.audit(tenant.admin()).appendAuditEntries(request));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "entries of its own",
        () -> calls.audit(Caller.service("gateway")).appendAuditEntries(request));
  }

  @Test
  void entriesOfATenantThatIsNotThereAreLetGo() {
    AppendAuditEntriesRequest request =
        AppendAuditEntriesRequest.newBuilder()
            .addEntries(memoryEntry(UUID.randomUUID().toString(), UUID.randomUUID().toString()))
            .build();

    assertThat(calls.audit(Caller.service("memory")).appendAuditEntries(request))
        .isEqualTo(io.mnemon.api.governance.v1.AppendAuditEntriesResponse.getDefaultInstance());
  }

  @Test
  void onlyAdministratorsOfTheTenantReadItsLog() {
    String unit = tenant.organization("north");
    Principal head = tenant.user("head");
    tenant.grant(unit, head, "admin");
    Caller caller = tenant.caller(head);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "audit.read needs the role tenant_admin",
        () -> calls.audit(caller).listAuditEntries(ListAuditEntriesRequest.getDefaultInstance()));
    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "audit.export",
        () ->
            calls
                .audit(caller)
                .exportAudit(ExportAuditRequest.getDefaultInstance())
                .forEachRemaining(chunk -> {}));
    assertThat(
            calls
                .audit(caller)
                .listAuditKeys(ListAuditKeysRequest.getDefaultInstance())
                .getKeysCount())
        .isPositive();
  }

  @Test
  void aTenantSeesItsOwnLogAlone() throws IOException {
    String unit = tenant.organization("north");
    awaitEntry(of("unit.create"));
    TestTenant other = TestTenant.create(calls);
    other.organization("elsewhere");

    var theirs =
        calls
            .audit(other.admin())
            .listAuditEntries(ListAuditEntriesRequest.newBuilder().setResource(unit).build());

    assertThat(theirs.getEntriesList()).isEmpty();
    assertThat(export()).contains(unit).doesNotContain(other.id());
  }

  @Test
  void entriesAreFoundByActorResourceTimeAndPage() {
    String unit = tenant.organization("north");
    Principal bob = tenant.user("bob");
    tenant.grant(unit, bob, "admin");
    calls
        .tenants(tenant.caller(bob))
        .createUnit(
            CreateUnitRequest.newBuilder().setParent(unit).setKind("team").setName("blue").build());
    awaitEntries(of("unit.create"), 2);

    assertThat(entries(ListAuditEntriesRequest.newBuilder().setActor("bob")))
        .singleElement()
        .satisfies(entry -> assertThat(entry.getAction()).isEqualTo("unit.create"));
    assertThat(entries(ListAuditEntriesRequest.newBuilder().setActor(bob.getId()))).hasSize(1);
    assertThat(entries(ListAuditEntriesRequest.newBuilder().setResource(bob.getId())))
        .extracting(AuditEntry::getAction)
        .contains("member.put", "principal.create");
    assertThat(entries(ListAuditEntriesRequest.newBuilder().setAction("unit.*")))
        .allSatisfy(entry -> assertThat(entry.getAction()).startsWith("unit."));
    assertThat(
            entries(
                ListAuditEntriesRequest.newBuilder()
                    .setFrom(Timestamp.newBuilder().setSeconds(4_000_000_000L))))
        .isEmpty();
    assertThat(paged(2))
        .extracting(AuditEntry::getSeq)
        .isEqualTo(paged(1_000).stream().map(AuditEntry::getSeq).toList())
        .doesNotHaveDuplicates();
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "cursor",
        () -> entries(ListAuditEntriesRequest.newBuilder().setCursor("x")));
  }

  @Test
  void anExportProvesItselfAndATamperedOneDoesNot() throws IOException {
    tenant.organization("north");
    awaitEntry(of("unit.create"));

    String export = export();

    assertThat(verify(export))
        .isInstanceOfSatisfying(
            Verification.Sound.class,
            sound -> {
              assertThat(sound.tenant()).isEqualTo(tenant.id());
              assertThat(sound.isKeyTrusted()).isTrue();
            });
    assertThat(verify(export.replaceFirst("unit.create", "unit.creaTe")))
        .isInstanceOf(Verification.Broken.class);
    assertThat(export).doesNotContain(tenant.admin().principal().toString());
    // Who exported stands in the log too.
    awaitEntry(of("audit.export"));
  }

  @Test
  void whoChangesTheDatabaseIsFound() throws Exception {
    tenant.organization("north");
    awaitEntry(of("unit.create"));
    assertThat(verify(export())).isInstanceOf(Verification.Sound.class);

    asOwner(
        "UPDATE governance.audit_entry SET entry = replace(entry, '\"allowed\"', '\"denied\"')"
            + " WHERE tenant = '"
            + tenant.id()
            + "' AND seq = 1");

    assertThat(verify(export()))
        .isInstanceOfSatisfying(
            Verification.Broken.class,
            broken -> assertThat(broken.what()).contains("entry 1 was changed"));
  }

  @Test
  void aCheckpointLiesInTheObjectStore() {
    awaitEntry(of("tenant.create"));

    AuditCheckpoint checkpoint =
        calls
            .audit(tenant.admin())
            .createAuditCheckpoint(CreateAuditCheckpointRequest.getDefaultInstance());

    assertThat(checkpoint.getNumber()).isEqualTo(1);
    assertThat(
            new String(objects.get(checkpoint.getObject()).orElseThrow(), StandardCharsets.UTF_8))
        .contains("\"root\":\"" + checkpoint.getRoot() + "\"", "\"signature\":\"");
  }

  @Test
  void anExportNamesTheKeysOfOtherProcessesToo() throws IOException {
    Signers other = new Signers(new PostgresSignerStore(control), SigningKey.create());
    tenant.organization("north");
    awaitEntry(of("unit.create"));
    new Checkpoints(chains, new CheckpointObjects(objects), other, clock)
        .take(TenantScope.system(UUID.fromString(tenant.id()), "test"));
    tenant.organization("south");
    awaitEntries(of("unit.create"), 2);

    String export = export();

    assertThat(export).contains("\"key\":\"" + other.key().publicKey().id() + "\"");
    assertThat(verify(export, List.of())).isInstanceOf(Verification.Sound.class);
    assertThat(verify(export)).isInstanceOf(Verification.Sound.class);
  }

  @Test
  void whoBeginsToSignHearsWhoDidLast() {
    SignerStore store = new PostgresSignerStore(control);
    PublicSigningKey first = SigningKey.create().publicKey();
    PublicSigningKey second = SigningKey.create().publicKey();
    assertThat(store.begin(first)).isNotEqualTo(Optional.of(first));

    assertThat(store.begin(second)).contains(first);

    assertThat(store.begin(second)).contains(second);
    assertThat(store.begin(first)).contains(second);
    assertThat(store.all()).startsWith(first, second);
  }

  @Test
  void aLogThatIsSetBackIsToldFromItsCheckpointsAndKeepsThem() throws Exception {
    awaitEntry(of("tenant.create"));
    TenantScope scope = TenantScope.system(UUID.fromString(tenant.id()), "test");
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      sign();
      statement.execute("SELECT set_config('app.tenant', '" + tenant.id() + "', false)");
      statement.execute("CREATE TEMP TABLE earlier AS SELECT * FROM governance.audit_head");
      tenant.organization("north");
      awaitEntry(of("unit.create"));
      AuditCheckpoint lost = sign();
      byte[] signed = objects.get(lost.getObject()).orElseThrow();
      assertThat(checkpoints.unfitting(scope)).isEmpty();

      owner.setAutoCommit(false);
      statement.execute(SET_BACK);
      owner.commit();

      assertThat(checkpoints.unfitting(scope))
          .hasValueSatisfying(stored -> assertThat(stored.key()).isEqualTo(lost.getObject()));
      tenant.organization("south");
      awaitEntry(of("unit.create"));
      AuditCheckpoint instead = sign();
      assertThat(instead.getNumber()).isEqualTo(lost.getNumber());
      assertThat(objects.get(lost.getObject())).hasValue(signed);
      assertThat(objects.get(instead.getObject()).orElseThrow()).isNotEqualTo(signed);
    }
  }

  @Test
  void aCheckpointThatWasSignedAndNotListedFitsTheLog() {
    awaitEntry(of("tenant.create"));
    TenantScope scope = TenantScope.system(UUID.fromString(tenant.id()), "test");
    AuditCheckpoint first = sign();
    String line =
        new String(objects.get(first.getObject()).orElseThrow(), StandardCharsets.UTF_8)
            .replace("\"number\":1,", "\"number\":2,");

    objects.put(
        "audit/" + tenant.id() + "/000000000002.json", line.getBytes(StandardCharsets.UTF_8));

    assertThat(checkpoints.unfitting(scope)).isEmpty();
  }

  private AuditCheckpoint sign() {
    return calls
        .audit(tenant.admin())
        .createAuditCheckpoint(CreateAuditCheckpointRequest.getDefaultInstance());
  }

  @Test
  void aCheckpointThatCannotBeTakenKeepsNoOtherWaiting() throws Exception {
    awaitEntry(of("tenant.create"));
    // An object in place of the folder of its checkpoints.
    objects.put("audit/" + tenant.id(), new byte[0]);
    asOwner(
        "UPDATE governance.audit_head SET open_since = 'epoch' WHERE tenant = '"
            + tenant.id()
            + "'");
    TestTenant other = TestTenant.create(calls);
    UUID otherId = UUID.fromString(other.id());
    await().until(() -> due().contains(otherId));
    assertThat(due()).startsWith(UUID.fromString(tenant.id()));

    new CheckpointJob(chains, checkpoints, EVERY_ENTRY, clock).work();

    assertThat(chains.checkpoints(TenantScope.system(otherId, "test"))).isPositive();
    objects.delete("audit/" + tenant.id());
  }

  @Test
  void noCheckpointIsDueOfATenantThatIsBeingErased() throws Exception {
    awaitEntry(of("tenant.create"));
    assertThat(due()).contains(UUID.fromString(tenant.id()));

    asOwner("UPDATE governance.tenant SET erasing_since = now() WHERE id = '" + tenant.id() + "'");

    assertThat(due()).doesNotContain(UUID.fromString(tenant.id()));
  }

  private List<UUID> due() {
    return chains.due(EVERY_ENTRY.entries(), clock.instant(), EVERY_ENTRY.atOnce());
  }

  @Test
  void aPersonWhoIsErasedIsNobodyAnyMore() throws Exception {
    Caller alice = tenant.caller(tenant.user("alice"));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "bob",
        () ->
            calls
                .access(alice)
                .resolveSubjects(ResolveSubjectsRequest.newBuilder().addUsers("bob").build()));
    AuditEntry before = awaitEntry(denied());
    assertThat(before.getActor().getName()).isEqualTo("alice");

    asOwner("DELETE FROM governance.pseudonym WHERE principal = '" + alice.principal() + "'");

    AuditEntry after = awaitEntry(denied());
    assertThat(after.getActor().getName()).isEmpty();
    assertThat(after.getActor().getPseudonym()).isEqualTo(before.getActor().getPseudonym());
    assertThat(verify(export())).isInstanceOf(Verification.Sound.class);
  }

  private static PendingAuditEntry memoryEntry(String tenant, String actor) {
    return PendingAuditEntry.newBuilder()
        .setId(UUID.randomUUID().toString())
        .setTenant(tenant)
        .setAt(Timestamp.newBuilder().setSeconds(1_750_000_000L))
        .setService("memory")
        .setAction("memory.add")
        .setOutcome("allowed")
        .setActorKind("user")
        .setActor(actor)
        .setCount(1)
        .build();
  }

  private String settings() {
    return calls
        .audit(tenant.admin())
        .getAuditSettings(GetAuditSettingsRequest.getDefaultInstance())
        .getReads();
  }

  private void put(String reads) {
    assertThat(
            calls
                .audit(tenant.admin())
                .putAuditSettings(PutAuditSettingsRequest.newBuilder().setReads(reads).build())
                .getReads())
        .isEqualTo(reads);
  }

  private static Predicate<AuditEntry> of(String action) {
    return entry -> entry.getAction().equals(action);
  }

  private static Predicate<AuditEntry> denied() {
    return entry -> entry.getOutcome().equals("denied");
  }

  private AuditEntry awaitEntry(Predicate<AuditEntry> wanted) {
    return awaitEntries(wanted, 1).getFirst();
  }

  private List<AuditEntry> awaitEntries(Predicate<AuditEntry> wanted, int count) {
    return await()
        .until(
            () -> entries(ListAuditEntriesRequest.newBuilder()).stream().filter(wanted).toList(),
            found -> found.size() >= count);
  }

  private List<AuditEntry> entries(ListAuditEntriesRequest.Builder request) {
    return calls.audit(tenant.admin()).listAuditEntries(request.build()).getEntriesList();
  }

  private List<AuditEntry> paged(int limit) {
    List<AuditEntry> all = new ArrayList<>();
    // Only what there was before the first page: reading is written down itself.
    ListAuditEntriesRequest.Builder request =
        ListAuditEntriesRequest.newBuilder().setLimit(limit).setAction("unit.create");
    ListAuditEntriesResponse page;
    do {
      page = calls.audit(tenant.admin()).listAuditEntries(request.build());
      all.addAll(page.getEntriesList());
      request.setCursor(page.getNextCursor());
    } while (!page.getNextCursor().isEmpty());
    return all;
  }

  private String export() {
    ByteString all = ByteString.EMPTY;
    var chunks = calls.audit(tenant.admin()).exportAudit(ExportAuditRequest.getDefaultInstance());
    while (chunks.hasNext()) {
      HttpBody chunk = chunks.next();
      all = all.concat(chunk.getData());
    }
    return all.toStringUtf8();
  }

  private Verification verify(String export) throws IOException {
    return verify(
        export,
        calls
            .audit(tenant.admin())
            .listAuditKeys(ListAuditKeysRequest.getDefaultInstance())
            .getKeysList()
            .stream()
            .map(key -> PublicSigningKey.of(key.getPublicKey()))
            .toList());
  }

  private static Verification verify(String export, List<PublicSigningKey> trusted)
      throws IOException {
    return ExportVerifier.verify(
        new ByteArrayInputStream(export.getBytes(StandardCharsets.UTF_8)), trusted);
  }

  private void asOwner(String sql) throws SQLException {
    try (Connection owner = TestStores.shared().connect();
        Statement statement = owner.createStatement()) {
      // Even the owner says for whom.
      statement.execute("SELECT set_config('app.tenant', '" + tenant.id() + "', false)");
      assertThat(statement.executeUpdate(sql)).isEqualTo(1);
    }
  }
}
