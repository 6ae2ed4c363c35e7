package io.mnemon.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.Violation;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesRequest;
import io.mnemon.api.memory.v1.BatchAddMemoriesResponse;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesResponse;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.ItemError;
import io.mnemon.api.memory.v1.LineError;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryServiceGrpc;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.OperationServiceGrpc;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MnemonTest {
  private static final Settings SETTINGS = Settings.of("http://localhost:9090", "key");
  private static final ServiceException GONE =
      new ServiceException(ErrorCode.UNAVAILABLE, "away for a moment");
  private static final Memory TEA = Memory.newBuilder().setContent("tea").build();

  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable one : open) {
      one.close();
    }
  }

  private <Q, A> StandIn<Q, A> server(MethodDescriptor<Q, A> method) {
    StandIn<Q, A> server = new StandIn<>(method);
    open.addLast(server);
    return server;
  }

  private Mnemon client(StandIn<?, ?> server, Settings settings) {
    Mnemon client = server.client(settings);
    open.addFirst(client);
    return client;
  }

  private Mnemon client(StandIn<?, ?> server) {
    return client(server, SETTINGS);
  }

  @Test
  void whatIsAddedIsSentAgainUnderOneKey() {
    var server = server(MemoryServiceGrpc.getAddMemoryMethod());
    server.thenFail(GONE).thenFail(GONE).thenAnswer(TEA);

    Memory kept = client(server).add(Memory.newBuilder().setContent("tea").build());

    assertThat(kept).isEqualTo(TEA);
    assertThat(server.requests()).hasSize(3);
    assertThat(server.requests().stream().map(AddMemoryRequest::getIdempotencyKey).distinct())
        .singleElement()
        .asString()
        .hasSize(36);
  }

  @Test
  void aKeyThatIsGivenIsKept() {
    var server = server(MemoryServiceGrpc.getAddMemoryMethod()).thenAnswer(TEA);

    Memory kept =
        client(server)
            .add(AddMemoryRequest.newBuilder().setMemory(TEA).setIdempotencyKey("mine").build());

    assertThat(kept).isEqualTo(TEA);
    assertThat(server.requests().getFirst().getIdempotencyKey()).isEqualTo("mine");
  }

  @Test
  void aChangeIsNotSentAgainBecauseItMayHaveBeenMade() {
    var server = server(MemoryServiceGrpc.getUpdateMemoryMethod()).thenFail(GONE);
    Mnemon client = client(server);

    ServiceException failure =
        catchThrowableOfType(
            ServiceException.class,
            () -> client.update(UpdateMemoryRequest.newBuilder().setId("1").build()));

    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(failure).hasMessage("away for a moment");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whoIsTooFastWaitsAsLongAsIsAsked() {
    var server = server(MemoryServiceGrpc.getUpdateMemoryMethod());
    server
        .thenFail(ServiceException.exhausted("too many requests", Duration.ofMillis(20)))
        .thenAnswer(TEA);

    Memory changed = client(server).update(UpdateMemoryRequest.newBuilder().setId("1").build());

    assertThat(changed).isEqualTo(TEA);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aPauseBeyondTheTimeoutIsNotWaitedFor() {
    var server = server(MemoryServiceGrpc.getGetMemoryMethod());
    server.thenFail(ServiceException.exhausted("too many requests", Duration.ofHours(1)));
    Mnemon client = client(server);

    ServiceException failure = catchThrowableOfType(ServiceException.class, () -> client.get("1"));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void repetitionsAreCounted() {
    var server = server(MemoryServiceGrpc.getGetMemoryMethod()).thenFail(GONE);
    Mnemon client = client(server, SETTINGS.withRetries(1));

    ServiceException failure = catchThrowableOfType(ServiceException.class, () -> client.get("1"));

    assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void aRefusalNamesItsFields() {
    var server = server(MemoryServiceGrpc.getAddMemoryMethod());
    server.thenFail(ServiceException.invalid("content", "must not be empty"));
    Mnemon client = client(server);

    ServiceException refused = catchThrowableOfType(ServiceException.class, () -> client.add(TEA));

    assertThat(refused.code()).isEqualTo(ErrorCode.INVALID_ARGUMENT);
    assertThat(refused.violations()).containsExactly(new Violation("content", "must not be empty"));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void theCredentialIsAskedForEachCall() {
    var server = server(MemoryServiceGrpc.getGetMemoryMethod()).thenAnswer(TEA);
    Iterator<String> tokens = List.of("first", "second").iterator();
    Mnemon client = client(server, SETTINGS.withCredential(tokens::next));

    assertThat(List.of(client.get("1"), client.get("1"))).containsOnly(TEA);

    assertThat(server.credentials()).containsExactly("Bearer first", "Bearer second");
  }

  @Test
  void aCredentialThatCannotBeHadEndsTheCall() {
    var server = server(MemoryServiceGrpc.getGetMemoryMethod()).thenFail(GONE);
    Iterator<String> once = List.of("first").iterator();
    Mnemon client = client(server, SETTINGS.withCredential(once::next));

    IllegalStateException failure =
        catchThrowableOfType(IllegalStateException.class, () -> client.get("1"));

    assertThat(failure).hasCauseInstanceOf(NoSuchElementException.class);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void whatTakesTooLongIsGivenUp() {
    var server = server(MemoryServiceGrpc.getGetMemoryMethod());
    server.then((request, observer) -> {});
    Mnemon client = client(server, SETTINGS.withTimeout(Duration.ofMillis(50)));

    ServiceException failure = catchThrowableOfType(ServiceException.class, () -> client.get("1"));

    assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
  }

  @Test
  void aFutureThatIsCancelledCancelsItsCall() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    var server = server(MemoryServiceGrpc.getGetMemoryMethod());
    server.then(
        (request, observer) ->
            ((ServerCallStreamObserver<Memory>) observer).setOnCancelHandler(cancelled::countDown));
    CompletableFuture<Memory> future =
        client(server).async().get(GetMemoryRequest.getDefaultInstance());

    assertThat(future.cancel(true)).isTrue();

    cancelled.await();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aListIsReadAsFarAsItIsNeeded() {
    var server = server(MemoryServiceGrpc.getListMemoriesMethod());
    server.then(
        (request, observer) -> {
          String page = request.getCursor().isEmpty() ? "1" : request.getCursor();
          ListMemoriesResponse.Builder answer =
              ListMemoriesResponse.newBuilder()
                  .addMemories(Memory.newBuilder().setId(page + "a"))
                  .addMemories(Memory.newBuilder().setId(page + "b"));
          if (!page.equals("3")) {
            answer.setNextCursor(Integer.toString(Integer.parseInt(page) + 1));
          }
          observer.onNext(answer.build());
          observer.onCompleted();
        });
    Mnemon client = client(server);
    ListMemoriesRequest request = ListMemoriesRequest.newBuilder().addLayers("user").build();

    assertThat(client.list(request).map(Memory::getId).limit(3)).containsExactly("1a", "1b", "2a");
    assertThat(server.requests()).hasSize(2);
    assertThat(client.list(request).map(Memory::getId))
        .containsExactly("1a", "1b", "2a", "2b", "3a", "3b");
    assertThat(server.requests()).allSatisfy(one -> assertThat(one.getLayersList()).hasSize(1));
  }

  /** Keeps each but what is empty. */
  private static void keep(
      BatchAddMemoriesRequest request, StreamObserver<BatchAddMemoriesResponse> observer) {
    BatchAddMemoriesResponse.Builder answer = BatchAddMemoriesResponse.newBuilder();
    for (Memory memory : request.getMemoriesList()) {
      BatchAddResult.Builder result = answer.addResultsBuilder();
      if (memory.getContent().isEmpty()) {
        String field = "memories[%d].content".formatted(answer.getResultsCount() - 1);
        result.setError(ItemError.newBuilder().setField(field));
      } else {
        result.setMemory(memory);
      }
    }
    observer.onNext(answer.build());
    observer.onCompleted();
  }

  private static List<Memory> memories(int count, String content) {
    return IntStream.range(0, count)
        .mapToObj(i -> Memory.newBuilder().setContent(content + i).build())
        .toList();
  }

  @Test
  void manyAreAddedTwoHundredAtATime() {
    var server = server(MemoryServiceGrpc.getBatchAddMemoriesMethod()).then(MnemonTest::keep);
    List<Memory> memories = memories(450, "number ");

    List<BatchAddResult> results = client(server).addMany(memories);

    assertThat(results).extracting(BatchAddResult::getMemory).isEqualTo(memories);
    assertThat(server.requests())
        .extracting(BatchAddMemoriesRequest::getMemoriesCount)
        .containsExactly(200, 200, 50);
  }

  @Test
  void manyLongOnesAreAddedInMessagesThatAreTaken() {
    var server = server(MemoryServiceGrpc.getBatchAddMemoriesMethod()).then(MnemonTest::keep);
    List<Memory> memories = memories(150, "a".repeat(60 << 10));

    List<BatchAddResult> results = client(server).addMany(memories);

    assertThat(results).extracting(BatchAddResult::getMemory).isEqualTo(memories);
    assertThat(server.requests())
        .hasSizeGreaterThan(4)
        .allMatch(request -> request.getSerializedSize() < 3 << 20);
  }

  @Test
  void anErrorNamesItsMemoryByThePlaceInTheList() {
    var server = server(MemoryServiceGrpc.getBatchAddMemoriesMethod()).then(MnemonTest::keep);
    List<Memory> memories = new ArrayList<>(memories(300, "number "));
    memories.set(250, Memory.getDefaultInstance());

    List<BatchAddResult> results = client(server).addMany(memories);

    assertThat(results.get(250).getError().getField()).isEqualTo("memories[250].content");
    assertThat(results).filteredOn(BatchAddResult::hasError).hasSize(1);
  }

  @Test
  void whatWasAddedBeforeACallThatFailsIsTold() {
    var server = server(MemoryServiceGrpc.getBatchAddMemoriesMethod());
    server
        .then(MnemonTest::keep)
        .thenFail(ServiceException.exhausted("too many memories", Duration.ofHours(1)));
    Mnemon client = client(server);
    List<Memory> memories = memories(300, "number ");

    PartlyAddedException failure =
        catchThrowableOfType(PartlyAddedException.class, () -> client.addMany(memories));

    assertThat(failure.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(failure.retryAfter()).contains(Duration.ofHours(1));
    assertThat(failure).hasMessageStartingWith("too many memories (the 200 memories before");
    assertThat(failure.results())
        .extracting(BatchAddResult::getMemory)
        .isEqualTo(memories.subList(0, 200));
  }

  private static ExportMemoriesResponse lines(String... ids) {
    ExportMemoriesResponse.Builder lines = ExportMemoriesResponse.newBuilder();
    for (String id : ids) {
      lines.addLines(MemoryLine.newBuilder().setMemory(Memory.newBuilder().setId(id)));
    }
    return lines.build();
  }

  @Test
  void anExportGoesOnAfterTheLastLineThatCame() {
    var server = server(TransferServiceGrpc.getExportMemoriesMethod());
    server
        .then(
            (request, observer) -> {
              observer.onNext(lines("1", "2"));
              observer.onNext(lines("3"));
              throw GONE;
            })
        .then(
            (request, observer) -> {
              observer.onNext(lines("4"));
              observer.onCompleted();
            });

    List<String> ids;
    try (Stream<MemoryLine> lines =
        client(server).export(ExportMemoriesRequest.newBuilder().setVectors(true).build())) {
      ids = lines.map(line -> line.getMemory().getId()).toList();
    }

    assertThat(ids).containsExactly("1", "2", "3", "4");
    assertThat(server.requests())
        .extracting(ExportMemoriesRequest::getAfter)
        .containsExactly("", "3");
    assertThat(server.requests()).allMatch(ExportMemoriesRequest::getVectors);
  }

  @Test
  void anExportThatIsRefusedSaysWhy() {
    var server = server(TransferServiceGrpc.getExportMemoriesMethod());
    server.thenFail(new ServiceException(ErrorCode.PERMISSION_DENIED, "needs another role"));
    Mnemon client = client(server);

    ServiceException refused =
        catchThrowableOfType(
            ServiceException.class,
            () -> client.export(ExportMemoriesRequest.getDefaultInstance()).toList());

    assertThat(refused).hasMessage("needs another role");
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anExportThatIsClosedEnds() throws InterruptedException {
    CountDownLatch cancelled = new CountDownLatch(1);
    var server = server(TransferServiceGrpc.getExportMemoriesMethod());
    server.then(
        (request, observer) -> {
          ((ServerCallStreamObserver<ExportMemoriesResponse>) observer)
              .setOnCancelHandler(cancelled::countDown);
          observer.onNext(lines("1"));
        });

    try (Stream<MemoryLine> lines =
        client(server).export(ExportMemoriesRequest.getDefaultInstance())) {
      assertThat(lines.findFirst()).isPresent();
    }

    cancelled.await();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void anImportIsCarriedInPartsWithTheNumbersOfItsLines() {
    var server = server(TransferServiceGrpc.getImportMemoriesMethod());
    server.then(
        (request, observer) -> {
          ImportMemoriesResponse.Builder answer =
              ImportMemoriesResponse.newBuilder()
                  .setLines(request.getLinesCount())
                  .setAdded(request.getLinesCount() - 100)
                  .setRefused(100);
          request.getNumbersList().stream()
              .limit(100)
              .forEach(number -> answer.addErrors(LineError.newBuilder().setLine(number)));
          observer.onNext(answer.build());
          observer.onCompleted();
        });
    ImportMemoriesRequest template =
        ImportMemoriesRequest.newBuilder().setUpload("monday").setDryRun(true).build();

    ImportMemoriesResponse sum =
        client(server)
            .importAll(
                template,
                Stream.generate(() -> MemoryLine.newBuilder().setMemory(TEA).build())
                    .limit(1_200)
                    .iterator());

    assertThat(server.requests())
        .extracting(ImportMemoriesRequest::getLinesCount)
        .containsExactly(500, 500, 200);
    assertThat(server.requests().get(2).getNumbers(0)).isEqualTo(1_001);
    assertThat(server.requests()).allMatch(one -> one.getUpload().equals("monday"));
    assertThat(sum.getLines()).isEqualTo(1_200);
    assertThat(sum.getAdded()).isEqualTo(900);
    assertThat(sum.getRefused()).isEqualTo(300);
    assertThat(sum.getErrorsCount()).isEqualTo(100);
    assertThat(sum.getDryRun()).isTrue();
  }

  private static Iterator<MemoryLine> tea(int lines) {
    return Stream.generate(() -> MemoryLine.newBuilder().setMemory(TEA).build())
        .limit(lines)
        .iterator();
  }

  @Test
  void linesWhoseAnswerWasLostComeAgainUnderTheSameName() {
    var server = server(TransferServiceGrpc.getImportMemoriesMethod());
    server.thenFail(GONE).thenAnswer(ImportMemoriesResponse.newBuilder().setLines(1).build());
    Mnemon client = client(server);

    ImportMemoriesResponse sum =
        client.importAll(ImportMemoriesRequest.getDefaultInstance(), tea(501));
    var next = client.importAll(ImportMemoriesRequest.getDefaultInstance(), tea(1));
    var trial =
        client.importAll(ImportMemoriesRequest.newBuilder().setDryRun(true).build(), tea(1));

    assertThat(sum.getLines() + next.getLines() + trial.getLines()).isEqualTo(4);
    List<String> names = server.requests().stream().map(ImportMemoriesRequest::getUpload).toList();
    assertThat(names).hasSize(5);
    assertThat(names.getFirst()).startsWith("import-");
    assertThat(names.subList(0, 3)).containsOnly(names.getFirst());
    assertThat(names.get(3)).startsWith("import-").isNotEqualTo(names.getFirst());
    assertThat(names.get(4)).isEmpty();
  }

  @Test
  void linesMayTakeTenMinutesAndComeAgainIfTheyTookLonger() {
    var server = server(TransferServiceGrpc.getImportMemoriesMethod());
    List<Long> minutes = new ArrayList<>();
    server
        .then(
            (request, observer) -> {
              minutes.add(
                  Objects.requireNonNull(Context.current().getDeadline())
                      .timeRemaining(TimeUnit.MINUTES));
              throw new ServiceException(ErrorCode.DEADLINE_EXCEEDED, "took too long");
            })
        .thenAnswer(ImportMemoriesResponse.newBuilder().setPassedOver(1).build());

    ImportMemoriesResponse sum =
        client(server).importAll(ImportMemoriesRequest.getDefaultInstance(), tea(1));

    assertThat(sum.getPassedOver()).isEqualTo(1);
    assertThat(minutes).containsExactly(9L);
    assertThat(server.requests()).hasSize(2).containsOnly(server.requests().getFirst());
  }

  @Test
  void linesThatAlwaysTakeTooLongAreGivenUp() {
    var server = server(TransferServiceGrpc.getImportMemoriesMethod());
    server.thenFail(new ServiceException(ErrorCode.DEADLINE_EXCEEDED, "took too long"));
    Mnemon client = client(server, SETTINGS.withRetries(2));

    ServiceException late =
        catchThrowableOfType(
            ServiceException.class,
            () -> client.importAll(ImportMemoriesRequest.getDefaultInstance(), tea(1)));

    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void linesOfOneCallHaveANameTooUnderWhichTheyComeAgain() {
    var server = server(TransferServiceGrpc.getImportMemoriesMethod());
    server.thenFail(GONE).thenAnswer(ImportMemoriesResponse.getDefaultInstance());

    ImportMemoriesResponse taken =
        client(server).async().importLines(ImportMemoriesRequest.getDefaultInstance()).join();

    assertThat(taken).isEqualTo(ImportMemoriesResponse.getDefaultInstance());
    assertThat(server.requests().getFirst().getUpload()).startsWith("import-");
    assertThat(server.requests()).containsOnly(server.requests().getFirst());
  }

  private static DeleteMemoriesResponse deletion(long count, long deleted, String confirmation) {
    return DeleteMemoriesResponse.newBuilder()
        .setCount(count)
        .setDeleted(deleted)
        .setConfirmation(confirmation)
        .build();
  }

  @Test
  void whatWasCountedIsDeletedToItsEnd() {
    var server = server(TransferServiceGrpc.getDeleteMemoriesMethod());
    server
        .thenAnswer(deletion(15_000, 10_000, "second"))
        .thenAnswer(deletion(5_000, 10_000, "third"))
        .thenAnswer(deletion(0, 5_000, ""));

    DeleteMemoriesResponse done =
        client(server)
            .deleteMany(
                DeleteMemoriesRequest.newBuilder()
                    .addLayers("user")
                    .setConfirmation("first")
                    .build());

    assertThat(done).isEqualTo(deletion(0, 25_000, ""));
    assertThat(server.requests())
        .extracting(DeleteMemoriesRequest::getConfirmation)
        .containsExactly("first", "second", "third");
    assertThat(server.requests()).allMatch(one -> one.getLayersList().equals(List.of("user")));
  }

  @Test
  void whatWasNotCountedIsNotDeleted() {
    var server = server(TransferServiceGrpc.getDeleteMemoriesMethod());
    server
        .thenAnswer(deletion(20_000, 0, "first"))
        .thenAnswer(deletion(10_000, 10_000, "second"))
        .thenAnswer(deletion(10_001, 0, "third"));
    Mnemon client = client(server);
    DeleteMemoriesRequest request = DeleteMemoriesRequest.newBuilder().addLayers("user").build();

    DeleteMemoriesResponse counted = client.deleteMany(request);
    DeleteMemoriesResponse done =
        client.deleteMany(request.toBuilder().setConfirmation(counted.getConfirmation()).build());

    assertThat(counted).isEqualTo(deletion(20_000, 0, "first"));
    assertThat(done).isEqualTo(deletion(10_001, 10_000, "third"));
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void anOperationIsWaitedForUntilItHasEnded() {
    List<String> states = new ArrayList<>(List.of("queued", "running", "done"));
    var server = server(OperationServiceGrpc.getGetOperationMethod());
    server.then(
        (request, observer) -> {
          String state = states.size() > 1 ? states.removeFirst() : states.getFirst();
          observer.onNext(Operation.newBuilder().setId(request.getId()).setState(state).build());
          observer.onCompleted();
        });

    Operation ended = client(server).await("7", Duration.ofMinutes(1));

    assertThat(ended.getState()).isEqualTo("done");
    assertThat(ended.getId()).isEqualTo("7");
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void anOperationThatGoesOnIsNotWaitedForForEver() {
    var server = server(OperationServiceGrpc.getGetOperationMethod());
    server.thenAnswer(Operation.newBuilder().setState("running").build());
    Mnemon client = client(server);

    ServiceException late =
        catchThrowableOfType(ServiceException.class, () -> client.await("7", Duration.ZERO));

    assertThat(late.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
    assertThat(late).hasMessageContaining("still running");
  }
}
