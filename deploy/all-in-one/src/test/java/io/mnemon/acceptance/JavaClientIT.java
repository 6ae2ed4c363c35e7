package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.FieldMask;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.client.Mnemon;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The Java client at the running platform, and the example of its README. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaClientIT {
  private final String run = UUID.randomUUID().toString().substring(0, 8);
  private String address;
  private String key;
  private String foreignKey;
  private Mnemon mnemon;

  @BeforeAll
  void connect() {
    Platform platform = Platform.shared();
    Control control = new Control(platform.http(), platform.adminKey());
    address = "http://localhost:" + platform.grpcPort();
    key = application(platform.http(), control.tenant("java " + run));
    foreignKey = application(platform.http(), control.tenant("java other " + run));
    mnemon = Mnemon.connect(address, key);
  }

  /** The key of an application that may act for everybody in a new company. */
  static String application(Http http, JsonNode made) {
    return new Control(http, made.path("key").asText())
        .application(made.path("tenant").path("id").asText(), "agents", "");
  }

  @AfterAll
  void close() {
    mnemon.close();
  }

  private static Memory memory(String user, String content) {
    return Memory.newBuilder()
        .setLayer("user")
        .setScope(Scope.newBuilder().setUser(user))
        .setContent(content)
        .build();
  }

  @Test
  void aMemoryLivesItsLife() {
    Scope rita = Scope.newBuilder().setUser("rita").build();
    Memory added = mnemon.add(memory("rita", "Rita sails on Sundays."));

    SearchMemoriesResponse found =
        mnemon.search(
            SearchMemoriesRequest.newBuilder()
                .setQuery("When does Rita sail?")
                .setScope(rita)
                .build());
    assertThat(found.getResults(0).getMemory().getId()).isEqualTo(added.getId());
    assertThat(mnemon.search("sailing").getResultsCount()).isPositive();
    assertThat(mnemon.used(found.getRecallId(), List.of(added.getId()))).isEqualTo(1);
    assertThat(
            mnemon
                .feedback(
                    GiveFeedbackRequest.newBuilder()
                        .setId(added.getId())
                        .setReward("helpful")
                        .build())
                .getScore())
        .isEqualTo(1);
    Memory changed =
        mnemon.update(
            UpdateMemoryRequest.newBuilder()
                .setId(added.getId())
                .setMemory(Memory.newBuilder().setContent("Rita sails on Mondays."))
                .setUpdateMask(FieldMask.newBuilder().addPaths("content"))
                .build());
    assertThat(mnemon.get(added.getId()).getContent()).isEqualTo(changed.getContent());
    try (Stream<MemoryVersion> history = mnemon.history(added.getId())) {
      assertThat(history.map(MemoryVersion::getChange)).startsWith("added").endsWith("updated");
    }
    mnemon.delete(added.getId());
    assertThat(refusal(() -> mnemon.get(added.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  private static ServiceException refusal(Runnable call) {
    return catchThrowableOfType(ServiceException.class, call::run);
  }

  @Test
  void whatIsInferredIsWaitedFor() {
    String nils = "nils";
    Memory older = mnemon.add(memory(nils, "Nils lives in Porto."));
    Memory newer =
        mnemon.add(
            AddMemoryRequest.newBuilder()
                .setMemory(memory(nils, "Nils lives in Lisbon."))
                .setInfer("consolidate")
                .build());

    Operation ended = mnemon.await(newer.getOperation(), Duration.ofMinutes(1));

    assertThat(ended.getState()).isEqualTo("done");
    assertThat(mnemon.get(older.getId()).getSupersededBy()).isEqualTo(newer.getId());
    assertThat(mnemon.restore(older.getId()).getSupersededBy()).isEmpty();
    ServiceException refused =
        refusal(
            () -> mnemon.promote(PromoteMemoryRequest.newBuilder().setId(newer.getId()).build()));
    assertThat(refused.code()).isNotEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void manyGoOutAndComeInElsewhere() {
    String olga = "olga";
    List<Memory> memories =
        IntStream.range(0, 120).mapToObj(i -> memory(olga, "Olga keeps bee " + i)).toList();
    assertThat(mnemon.addMany(memories)).allMatch(BatchAddResult::hasMemory);
    Scope scope = Scope.newBuilder().setUser(olga).build();

    List<MemoryLine> lines;
    try (Stream<MemoryLine> export =
        mnemon.export(
            ExportMemoriesRequest.newBuilder().setScope(scope).setVectors(true).build())) {
      lines = export.toList();
    }

    assertThat(lines).hasSize(120);
    try (Mnemon other = Mnemon.connect(address, foreignKey)) {
      ImportMemoriesRequest upload = ImportMemoriesRequest.newBuilder().setUpload("bees").build();
      ImportMemoriesResponse sum = other.importAll(upload, lines.iterator());
      assertThat(sum.getErrorsList()).isEmpty();
      assertThat(sum.getAdded()).isEqualTo(120);
      assertThat(other.upload("bees").getLines()).isEqualTo(120);
      assertThat(other.importAll(upload, lines.iterator()).getPassedOver()).isEqualTo(120);
      assertThat(other.list(ListMemoriesRequest.newBuilder().setScope(scope).setLimit(50).build()))
          .hasSize(120);
      DeleteMemoriesRequest all = DeleteMemoriesRequest.newBuilder().setScope(scope).build();
      DeleteMemoriesResponse counted = other.deleteMany(all);
      assertThat(counted.getCount()).isEqualTo(120);
      assertThat(
              other
                  .deleteMany(all.toBuilder().setConfirmation(counted.getConfirmation()).build())
                  .getDeleted())
          .isEqualTo(120);
    }
    assertThat(mnemon.list(ListMemoriesRequest.newBuilder().setScope(scope).build())).hasSize(120);
  }

  @Test
  void strangersAreRefusedAsEverywhere() {
    String pola = "pola";
    Memory kept = mnemon.add(memory(pola, "Pola paints."));

    try (Mnemon nobody = Mnemon.connect(address, "mnk_nobody");
        Mnemon other = Mnemon.connect(address, foreignKey)) {
      assertThat(refusal(() -> nobody.search("Pola")).code()).isEqualTo(ErrorCode.UNAUTHENTICATED);
      assertThat(refusal(() -> other.get(kept.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(other.search("Pola paints").getResultsList()).isEmpty();
    }
    ServiceException refused = refusal(() -> mnemon.add(memory(pola, "")));
    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused.violations().getFirst().field()).endsWith("content");
  }

  @Test
  void futuresAnswerTogether() {
    String rolf = "rolf";
    List<CompletableFuture<Memory>> adds =
        IntStream.range(0, 20)
            .mapToObj(
                i ->
                    mnemon
                        .async()
                        .add(
                            AddMemoryRequest.newBuilder()
                                .setMemory(memory(rolf, "Rolf counts to " + i))
                                .build()))
            .toList();

    assertThat(adds.stream().map(CompletableFuture::join).map(Memory::getId).distinct())
        .hasSize(20);
  }

  @Test
  void theExampleOfTheReadmePrintsWhatItSays(@TempDir Path folder) {
    ReadmeExample example = ReadmeExample.of(Platform.repository().resolve("sdk/java"));

    assertThat(example.run(folder, address, key)).isEqualTo(example.output());
  }
}
