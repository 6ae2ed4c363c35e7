package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.GetUploadRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.LineError;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Provenance;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.memory.record.Selection;
import io.mnemon.memory.transfer.Exporting;
import io.mnemon.memory.transfer.ToldMemory;
import io.mnemon.memory.transfer.TransferStore;
import io.mnemon.memory.transfer.WholeMemory;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Role;
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
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports and imports over gRPC, on a real Postgres, index and embedding model. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class TransferTest {
  private static final UUID PROJECT = new UUID(7, 13);

  private static final Selection EVERYTHING = new Selection(Set.of(), Set.of(), Optional.empty());

  @Inject InternalTokens tokens;
  @Inject @MemoryParts TransferStore store;

  private final UUID tenant = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();
  private ManagedChannel channel;
  private Client alice;
  private Client bob;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    alice = new Client(channel, tokens, aliceIn(tenant));
    bob = new Client(channel, tokens, Client.user(tenant, "bob"));
  }

  private static io.mnemon.tenancy.Caller aliceIn(UUID where) {
    return Client.user(where, "alice", new RoleGrant(PROJECT, Role.DEVELOPER));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void anImportOfAnExportEqualsTheOriginal(long seed) throws SQLException {
    new RandomHistory(alice, PROJECT, seed).make(40);
    List<MemoryLine> original = alice.export();
    RawRecord.forget(tenant);

    ImportMemoriesResponse report = alice.importAll(original);

    assertThat(report.getErrorsList()).isEmpty();
    assertThat(report.getAdded()).isEqualTo(original.size());
    assertThat(report.getRenamed() + report.getEmbedded()).isZero();
    assertThat(alice.export()).isEqualTo(original);
    assertThat(original).anyMatch(line -> line.getEarlierCount() > 1);
  }

  @Test
  void aPageHasAsManyMemoriesAsThereIsRoomFor() {
    for (int i = 0; i < 5; i++) {
      alice.remember(i + " " + "word ".repeat(2_000));
    }
    TransferStore.Most most = new TransferStore.Most(4, 25_000, 10, 1_000);
    List<Integer> sizes = new ArrayList<>();
    List<String> told = new ArrayList<>();

    new Exporting(store, most)
        .write(
            hers(),
            EVERYTHING,
            true,
            Optional.empty(),
            page -> {
              sizes.add(page.size());
              page.forEach(each -> told.add(content(each)));
            });

    assertThat(sizes).containsExactly(3, 2);
    assertThat(told)
        .extracting(content -> content.charAt(0))
        .containsExactly('0', '1', '2', '3', '4');
  }

  private static String content(ToldMemory told) {
    return ((WholeMemory) told).newest().memory().attributes().content();
  }

  @Test
  void ofManyLongVersionsTheOldestAreNotEvenRead() {
    Memory memory = alice.remember("version 1");
    for (int i = 2; i <= 6; i++) {
      memory =
          alice.update(
              memory.getId(),
              "content",
              Memory.newBuilder().setContent(i + " " + "word ".repeat(200)));
    }

    TransferStore.Page page =
        store.page(
            hers(),
            EVERYTHING,
            false,
            Optional.empty(),
            new TransferStore.Most(10, 1_000_000, 100, 2_500));

    WholeMemory whole = (WholeMemory) page.memories().getFirst();
    assertThat(whole.earlier())
        .extracting(version -> version.memory().version())
        .containsExactly(4L, 5L);
    assertThat(whole.leftOut()).isEqualTo(3);
  }

  private TenantScope hers() {
    return TenantScope.of(tenant, Set.of(ScopeKey.ofUser(alice.caller().principal()).id()));
  }

  @Test
  void inAnotherCompanyOnlyThePrincipalsDiffer() {
    new RandomHistory(alice, PROJECT, 5).make(30);
    List<MemoryLine> original = alice.export();
    Client elsewhere = new Client(channel, tokens, aliceIn(other));

    ImportMemoriesResponse report = elsewhere.importAll(original);

    assertThat(report.getErrorsList()).isEmpty();
    List<MemoryLine> copy = elsewhere.export();
    assertThat(copy)
        .allSatisfy(
            line ->
                assertThat(line.getMemory().getProvenance().getImportedFrom())
                    .isEqualTo(alice.caller().principal().toString()));
    assertThat(copy.stream().map(TransferTest::withoutPrincipals).toList())
        .isEqualTo(original.stream().map(TransferTest::withoutPrincipals).toList());
  }

  private static MemoryLine withoutPrincipals(MemoryLine line) {
    MemoryLine.Builder without = line.toBuilder().clearPrincipal();
    without.getMemoryBuilder().getProvenanceBuilder().clearPrincipal().clearImportedFrom();
    without.getEarlierBuilderList().forEach(version -> version.clearPrincipal());
    return without.build();
  }

  @Test
  void whatIsImportedIsFoundByMeaningAtOnce() {
    alice.remember("Alice prefers green tea in the morning");
    List<MemoryLine> lines = alice.export();
    Client elsewhere = new Client(channel, tokens, aliceIn(other));

    ImportMemoriesResponse report = elsewhere.importAll(lines);

    assertThat(report.getEmbedded()).isZero();
    assertThat(elsewhere.search("what does she drink after getting up?"))
        .containsExactly("Alice prefers green tea in the morning");
  }

  @Test
  void whatIsThereAlreadyIsLeftAlone() {
    alice.remember("one");
    alice.remember("two");
    List<MemoryLine> lines = alice.export();

    ImportMemoriesResponse again = alice.importAll(lines);

    assertThat(again.getPresent()).isEqualTo(2);
    assertThat(again.getAdded()).isZero();
    assertThat(alice.export()).isEqualTo(lines);
  }

  @Test
  void aLineNeedsNoMoreThanAnAddNeeds() {
    MemoryLine line = fact("Mars has two moons").build();

    ImportMemoriesResponse report = alice.importAll(List.of(line, line));

    assertThat(report.getAdded()).isEqualTo(1);
    assertThat(report.getEmbedded()).isEqualTo(1);
    assertThat(report.getDuplicates()).isEqualTo(1);
    assertThat(alice.search("how many satellites does the red planet have?"))
        .containsExactly("Mars has two moons");
  }

  @Test
  void anEarlierVersionWithoutAnEventTimeHappenedWhenItWasRecorded() {
    MemoryLine line =
        change(fact("Mars has two moons"), memory -> memory.setVersion(3)).toBuilder()
            .addEarlier(version(1, "Mars has one moon").setRecordedAt(seconds(1_000)))
            .addEarlier(version(2, "Mars has moons"))
            .build();

    ImportMemoriesResponse report = alice.importAll(List.of(line));

    assertThat(report.getErrorsList()).isEmpty();
    MemoryLine kept = alice.export().getFirst();
    assertThat(kept.getEarlier(0).getMemory().getEventTime()).isEqualTo(seconds(1_000));
    assertThat(kept.getEarlier(1).getMemory().getEventTime())
        .isEqualTo(kept.getMemory().getEventTime());
  }

  private static MemoryVersion.Builder version(long version, String content) {
    return MemoryVersion.newBuilder()
        .setMemory(Memory.newBuilder().setVersion(version).setContent(content));
  }

  @Test
  void anIdThatSomebodyElseHasIsGivenUpAndNotTold() {
    String hers = alice.remember("Alice's diary").getId();
    MemoryLine line =
        fact("Bob's diary").setMemory(fact("Bob's diary").getMemoryBuilder().setId(hers)).build();

    ImportMemoriesResponse report = bob.importAll(List.of(line));

    assertThat(report.getAdded()).isEqualTo(1);
    assertThat(report.getRenamed()).isEqualTo(1);
    assertThat(bob.list()).containsExactly("Bob's diary");
    assertThat(alice.get(hers).getContent()).isEqualTo("Alice's diary");
  }

  @Test
  void aDeletedMemoryComesBackUnderAnotherId() {
    String id = alice.remember("the cat is called Minka").getId();
    List<MemoryLine> lines = alice.export();
    alice.delete(id);

    ImportMemoriesResponse report = alice.importAll(lines);

    assertThat(report.getRenamed()).isEqualTo(1);
    assertThat(alice.list()).containsExactly("the cat is called Minka");
    assertThat(refusal(() -> alice.get(id)).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void anOlderStateIsNotOverwrittenUnasked() {
    Memory added = alice.remember("the office is in Lisbon");
    MemoryLine newer =
        alice.export().getFirst().toBuilder()
            .setMemory(added.toBuilder().setVersion(4).setContent("the office is in Porto"))
            .build();

    ImportMemoriesResponse report = alice.importAll(List.of(newer));

    assertThat(report.getErrors(0).getMessage())
        .contains("is here in version 1, the line has version 4");
    assertThat(alice.list()).containsExactly("the office is in Lisbon");
  }

  @Test
  void eachWrongLineIsToldWithItsFieldAndTheRestGoesOn() {
    List<MemoryLine> lines =
        List.of(
            fact("good").build(),
            change(fact("x"), memory -> memory.setLayer("usr")),
            change(fact("x"), memory -> memory.setContent("")),
            change(fact("x"), memory -> memory.setId("not-an-id")),
            change(fact("x"), memory -> memory.setValidFrom(seconds(200)).setValidTo(seconds(100))),
            change(
                fact("x"),
                memory ->
                    memory
                        .setLayer("project")
                        .setScope(Scope.newBuilder().setUnit(new UUID(9, 23).toString()))),
            change(fact("x"), memory -> memory.setScope(Scope.newBuilder().setUser("bob"))),
            change(fact("x"), memory -> memory.setLayer("company")),
            change(fact("x"), memory -> memory.setVersion(-1)),
            change(fact("x"), memory -> memory.setVersion(Long.MAX_VALUE)),
            change(fact("x"), memory -> memory.setExpiresAt(seconds(1))),
            change(
                fact("x"),
                memory ->
                    memory.setMetadata(
                        Struct.newBuilder()
                            .putFields(
                                "k".repeat(1_000), Value.newBuilder().setBoolValue(true).build()))),
            fact("x")
                .addVectors(
                    io.mnemon.api.memory.v1.MemoryVector.newBuilder()
                        .setSpace(space())
                        .setEmbedding("AAAA"))
                .build(),
            fact("good as well").build());

    ImportMemoriesResponse report = alice.importAll(lines);

    assertThat(report.getErrorsList())
        .extracting(error -> error.getLine() + " " + error.getCode() + " " + error.getField())
        .containsExactly(
            "2 INVALID_ARGUMENT memory.layer",
            "3 INVALID_ARGUMENT memory.content",
            "4 INVALID_ARGUMENT memory.id",
            "5 INVALID_ARGUMENT memory.valid_to",
            "6 NOT_FOUND ",
            "7 NOT_FOUND ",
            "8 PERMISSION_DENIED ",
            "9 INVALID_ARGUMENT memory.version",
            "10 INVALID_ARGUMENT memory.version",
            "11 INVALID_ARGUMENT memory.expires_at",
            "12 INVALID_ARGUMENT memory.metadata",
            "13 INVALID_ARGUMENT vectors[0].embedding");
    assertThat(report.getAdded()).isEqualTo(2);
    assertThat(report.getLines()).isEqualTo(14);
    assertThat(alice.list()).containsExactlyInAnyOrder("good", "good as well");
  }

  private String space() {
    alice.remember("for its vector");
    String space =
        alice.export().stream()
            .filter(line -> line.getMemory().getContent().equals("for its vector"))
            .findFirst()
            .orElseThrow()
            .getVectors(0)
            .getSpace();
    alice.delete(alice.remember("for its vector").getId());
    return space;
  }

  @Test
  void aDryRunTellsWhatWouldHappenAndDoesNothing() throws SQLException {
    alice.remember("known");
    Client application = new Client(channel, tokens, Client.application(tenant, "crew-"));
    List<MemoryLine> lines =
        List.of(
            change(fact("new"), memory -> memory.setScope(Scope.newBuilder().setUser("crew-1"))),
            change(fact("wrong"), memory -> memory.setKind("feeling")));
    long before = RawRecord.count("scope", tenant);

    ImportMemoriesResponse report =
        application
            .transfers()
            .importMemories(
                ImportMemoriesRequest.newBuilder().addAllLines(lines).setDryRun(true).build());

    assertThat(report.getDryRun()).isTrue();
    assertThat(report.getAdded()).isEqualTo(1);
    assertThat(report.getEmbedded()).isEqualTo(1);
    assertThat(report.getErrorsList())
        .extracting(LineError::getField)
        .containsExactly("memory.kind");
    assertThat(application.list()).isEmpty();
    assertThat(RawRecord.count("scope", tenant)).isEqualTo(before);
  }

  @Test
  void anUploadGoesOnWhereItStopped() {
    List<MemoryLine> lines =
        IntStream.range(0, 6).mapToObj(i -> fact("line " + i).build()).toList();
    upload(lines.subList(0, 4), 1);

    ImportMemoriesResponse again = upload(lines, 1);

    assertThat(again.getPassedOver()).isEqualTo(4);
    assertThat(again.getAdded()).isEqualTo(2);
    assertThat(
            alice
                .transfers()
                .getUpload(GetUploadRequest.newBuilder().setName("monday").build())
                .getLines())
        .isEqualTo(6);
    assertThat(
            refusal(
                    () ->
                        bob.transfers()
                            .getUpload(GetUploadRequest.newBuilder().setName("monday").build()))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void whatAnUploadRefusedIsToldAgain() {
    List<MemoryLine> lines =
        List.of(
            fact("good").build(),
            change(fact("x"), memory -> memory.setKind("feeling")),
            change(fact("x"), memory -> memory.setScope(Scope.newBuilder().setUser("bob"))),
            change(
                fact("newer"),
                memory -> memory.setId(alice.remember("older").getId()).setVersion(4)));
    ImportMemoriesResponse first = upload(lines, 1);

    ImportMemoriesResponse again = upload(lines, 1);

    assertThat(first.getErrorsList()).extracting(LineError::getLine).containsExactly(2L, 3L, 4L);
    assertThat(again.getErrorsList()).isEqualTo(first.getErrorsList());
    assertThat(again.getPassedOver()).isEqualTo(1);
  }

  @Test
  void anUploadThatCameToItsEndBringsBackWhatWasDeletedSince() {
    List<MemoryLine> lines =
        List.of(
            change(fact("kept"), memory -> memory.setId(UUID.randomUUID().toString())),
            change(fact("deleted"), memory -> memory.setId(UUID.randomUUID().toString())),
            fact("kept without an id").build(),
            fact("deleted without an id").build());
    upload(lines, 1);
    deleteThoseThatBegin("deleted");
    assertThat(alice.list()).containsExactlyInAnyOrder("kept", "kept without an id");

    ImportMemoriesResponse again = upload(lines, 1);

    assertThat(again.getAdded()).isEqualTo(2);
    assertThat(again.getPassedOver()).isEqualTo(2);
    assertThat(alice.list())
        .containsExactlyInAnyOrder(
            "kept", "deleted", "kept without an id", "deleted without an id");
    assertThat(upload(lines, 1).getPassedOver()).isEqualTo(4);
  }

  @Test
  void anUploadThatBrokeOffBringsNothingBackWhenItGoesOn() {
    List<MemoryLine> lines =
        List.of(
            change(fact("deleted"), memory -> memory.setId(UUID.randomUUID().toString())),
            fact("next").build());
    upload(lines.subList(0, 1), 1, true);
    deleteThoseThatBegin("deleted");

    assertThat(upload(lines, 1).getPassedOver()).isEqualTo(1);
    assertThat(alice.list()).containsExactly("next");
  }

  @Test
  void aCallWithoutLinesEndsAnUploadToo() {
    List<MemoryLine> lines = List.of(fact("deleted").build());
    upload(lines, 1, true);
    upload(List.of(), 1, false);
    deleteThoseThatBegin("deleted");

    assertThat(upload(lines, 1, true).getAdded()).isEqualTo(1);
    assertThat(alice.list()).containsExactly("deleted");
  }

  @Test
  void turnsThatOnlyTheirPlaceTellsApartAreNeverKeptTwice() {
    List<MemoryLine> lines =
        IntStream.range(0, 3)
            .mapToObj(i -> change(fact("yes"), memory -> memory.setKind("episode")))
            .toList();
    upload(lines, 1);
    int kept = alice.list().size();

    assertThat(upload(lines, 1).getPassedOver()).isEqualTo(3);
    assertThat(alice.list()).hasSize(kept);
  }

  private void deleteThoseThatBegin(String content) {
    alice.export().stream()
        .map(MemoryLine::getMemory)
        .filter(memory -> memory.getContent().startsWith(content))
        .forEach(memory -> alice.delete(memory.getId()));
  }

  /** Turns without ids: nothing but how far their upload has come tells them apart. */
  @Test
  void linesThatAreBroughtTwiceAtTheSameMomentAreKeptOnce() {
    List<MemoryLine> lines =
        IntStream.range(0, 20)
            .mapToObj(i -> change(fact("turn " + i), memory -> memory.setKind("episode")))
            .toList();
    List<CompletableFuture<ImportMemoriesResponse>> uploads =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> upload(lines, 1)))
            .limit(4)
            .toList();

    assertThat(uploads.stream().map(CompletableFuture::join))
        .extracting(ImportMemoriesResponse::getAdded, ImportMemoriesResponse::getPassedOver)
        .containsOnlyOnce(tuple(20L, 0L))
        .containsOnly(tuple(20L, 0L), tuple(0L, 20L));
    assertThat(alice.list()).hasSize(20);
  }

  private ImportMemoriesResponse upload(List<MemoryLine> lines, long first) {
    return upload(lines, first, false);
  }

  private ImportMemoriesResponse upload(List<MemoryLine> lines, long first, boolean more) {
    return alice
        .transfers()
        .importMemories(
            ImportMemoriesRequest.newBuilder()
                .addAllLines(lines)
                .addAllNumbers(IntStream.range(0, lines.size()).mapToObj(i -> first + i).toList())
                .setUpload("monday")
                .setMore(more)
                .build());
  }

  @Test
  void whatCallsBringOneAfterTheOtherIsFoundWhenTheLastHasAnswered() {
    for (int call = 0; call < 5; call++) {
      int number = call;
      ImportMemoriesResponse kept =
          alice
              .transfers()
              .importMemories(
                  ImportMemoriesRequest.newBuilder()
                      .addAllLines(
                          IntStream.range(0, 20)
                              .mapToObj(i -> fact("parcel %d of van %d".formatted(i, number)))
                              .map(MemoryLine.Builder::build)
                              .toList())
                      .setMore(true)
                      .build());
      assertThat(kept.getAdded()).isEqualTo(20);
    }

    ImportMemoriesResponse last =
        alice.transfers().importMemories(ImportMemoriesRequest.getDefaultInstance());

    assertThat(last).isEqualTo(ImportMemoriesResponse.getDefaultInstance());
    assertThat(alice.search("parcel 19 of van 4").getFirst()).isEqualTo("parcel 19 of van 4");
  }

  @Test
  void anExportShowsWhatItsReaderSeesAndNothingElse() {
    alice.remember("Alice's diary");
    bob.remember("Bob's diary");
    alice.add(
        Memory.newBuilder()
            .setLayer("project")
            .setScope(Scope.newBuilder().setUnit(PROJECT.toString()))
            .setContent("the build is red"));

    assertThat(contents(alice.export())).containsExactly("Alice's diary", "the build is red");
    assertThat(contents(bob.export())).containsExactly("Bob's diary");
    assertThat(
            contents(alice.export(ExportMemoriesRequest.newBuilder().addLayers("project").build())))
        .containsExactly("the build is red");
    assertThat(alice.export(ExportMemoriesRequest.getDefaultInstance()))
        .allMatch(line -> line.getVectorsCount() == 0);
  }

  @Test
  void anExportGoesOnAfterTheLastLineOverPages() {
    for (int i = 0; i < 17; i++) {
      alice.add(Memory.newBuilder().setLayer("user").setEpisode("talk").setContent("turn " + i));
    }
    List<MemoryLine> all = alice.export();

    List<MemoryLine> rest =
        alice.export(
            ExportMemoriesRequest.newBuilder()
                .setVectors(true)
                .setAfter(all.get(9).getMemory().getId())
                .build());

    assertThat(contents(all)).isEqualTo(IntStream.range(0, 17).mapToObj(i -> "turn " + i).toList());
    assertThat(rest).isEqualTo(all.subList(10, 17));
  }

  @Test
  void nobodyIsMadeTheAuthorOfWhatSomebodyElseImports() {
    UUID stranger = UUID.randomUUID();
    MemoryLine line =
        fact("claimed")
            .setPrincipal(stranger.toString())
            .setMemory(
                fact("claimed")
                    .getMemoryBuilder()
                    .setProvenance(Provenance.newBuilder().setPrincipal(stranger.toString())))
            .build();

    Object report = alice.importAll(List.of(line));

    assertThat(report).isNotNull();
    MemoryLine imported = alice.export().getFirst();
    assertThat(imported.getPrincipal()).isEqualTo(alice.caller().principal().toString());
    assertThat(imported.getMemory().getProvenance().getPrincipal())
        .isEqualTo(alice.caller().principal().toString());
    assertThat(imported.getMemory().getProvenance().getImportedFrom())
        .isEqualTo(stranger.toString());
  }

  private static List<String> contents(List<MemoryLine> lines) {
    return lines.stream().map(line -> line.getMemory().getContent()).toList();
  }

  private static MemoryLine.Builder fact(String content) {
    return MemoryLine.newBuilder()
        .setMemory(Memory.newBuilder().setLayer("user").setContent(content));
  }

  private static MemoryLine change(MemoryLine.Builder line, UnaryOperator<Memory.Builder> change) {
    return line.setMemory(change.apply(line.getMemoryBuilder())).build();
  }

  private static Timestamp seconds(long seconds) {
    return Timestamp.newBuilder().setSeconds(seconds).build();
  }
}
