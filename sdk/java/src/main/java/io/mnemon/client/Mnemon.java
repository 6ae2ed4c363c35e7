package io.mnemon.client;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.BatchAddResult;
import io.mnemon.api.memory.v1.CreateEmbeddingsRequest;
import io.mnemon.api.memory.v1.CreateEmbeddingsResponse;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.api.memory.v1.DeleteMemoriesResponse;
import io.mnemon.api.memory.v1.DeleteMemoryRequest;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.Feedback;
import io.mnemon.api.memory.v1.GetMemoryHistoryRequest;
import io.mnemon.api.memory.v1.GetMemoryHistoryResponse;
import io.mnemon.api.memory.v1.GetMemoryRequest;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.ListMemoriesRequest;
import io.mnemon.api.memory.v1.ListMemoriesResponse;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Operation;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.api.memory.v1.Promotion;
import io.mnemon.api.memory.v1.RestoreMemoryRequest;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UpdateMemoryRequest;
import io.mnemon.api.memory.v1.Upload;
import io.mnemon.api.memory.v1.UseRecallRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The memory API, for callers that wait. Every method fails with a {@link ServiceException}, which
 * tells the code and the fields that were wrong. One client serves all threads of a program.
 */
public final class Mnemon implements AutoCloseable {
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Set<String> ENDED = Set.of("done", "failed");

  private final Calls calls;
  private final AsyncMnemon async;

  Mnemon(Calls calls) {
    this.calls = calls;
    this.async = new AsyncMnemon(calls);
  }

  /**
   * By {@code MNEMON_GRPC_URL}, http://localhost:9090 without, and {@code MNEMON_API_KEY}.
   *
   * @throws IllegalArgumentException if there is no key, or the address is none
   */
  public static Mnemon connect() {
    return connect(Settings.of(System.getenv()));
  }

  /**
   * @param address of the gRPC port: http://host:port without TLS, https://host:port with it
   * @throws IllegalArgumentException if the key is empty, or the address is none
   */
  public static Mnemon connect(String address, String key) {
    return connect(Settings.of(address, key));
  }

  public static Mnemon connect(Settings settings) {
    return new Mnemon(Calls.connect(settings));
  }

  /** The same calls as futures. */
  public AsyncMnemon async() {
    return async;
  }

  /** Keeps a memory; layer, scope and content are enough. */
  public Memory add(Memory memory) {
    return add(AddMemoryRequest.newBuilder().setMemory(memory).build());
  }

  public Memory add(AddMemoryRequest request) {
    return answer(async.add(request));
  }

  /**
   * Keeps memories, at most 200 or some 2 MiB to a call; the results come in their order.
   *
   * @throws PartlyAddedException if a later call fails: it has the results of those before
   */
  public List<BatchAddResult> addMany(List<Memory> memories) {
    return new AddedMemories(batch -> answer(async.addBatch(batch))).add(memories);
  }

  /** The ten memories that fit best, of all that the caller may see. */
  public SearchMemoriesResponse search(String query) {
    return search(SearchMemoriesRequest.newBuilder().setQuery(query).build());
  }

  public SearchMemoriesResponse search(SearchMemoriesRequest request) {
    return answer(async.search(request));
  }

  /** All of a list, page by page as they are consumed; the request's cursor is where it begins. */
  public Stream<Memory> list(ListMemoriesRequest request) {
    return Pages.stream(
        request.getCursor(),
        cursor -> answer(async.list(request.toBuilder().setCursor(cursor).build())),
        ListMemoriesResponse::getMemoriesList,
        ListMemoriesResponse::getNextCursor);
  }

  public Memory get(String id) {
    return answer(async.get(GetMemoryRequest.newBuilder().setId(id).build()));
  }

  /** Every version, oldest first, page by page as they are consumed. */
  public Stream<MemoryVersion> history(String id) {
    return Pages.stream(
        "",
        cursor ->
            answer(
                async.history(
                    GetMemoryHistoryRequest.newBuilder().setId(id).setCursor(cursor).build())),
        GetMemoryHistoryResponse::getVersionsList,
        GetMemoryHistoryResponse::getNextCursor);
  }

  /** Changes the fields that the mask names; not made again if the line breaks meanwhile. */
  public Memory update(UpdateMemoryRequest request) {
    return answer(async.update(request));
  }

  public void delete(String id) {
    delete(DeleteMemoryRequest.newBuilder().setId(id).build());
  }

  public void delete(DeleteMemoryRequest request) {
    var done = answer(async.delete(request));
  }

  /** Gives a memory that a newer one superseded its validity back. */
  public Memory restore(String id) {
    return answer(async.restore(RestoreMemoryRequest.newBuilder().setId(id).build()));
  }

  /**
   * Says which memories of a search were of use.
   *
   * @return how many of them were not known to be so before
   */
  public int used(String recallId, List<String> memories) {
    return answer(
            async.used(
                UseRecallRequest.newBuilder().setId(recallId).addAllMemories(memories).build()))
        .getCounted();
  }

  public Feedback feedback(GiveFeedbackRequest request) {
    return answer(async.feedback(request));
  }

  public Promotion promote(PromoteMemoryRequest request) {
    return answer(async.promote(request));
  }

  public Operation operation(String id) {
    return answer(async.operation(id));
  }

  /**
   * Waits until an operation has ended, done or failed.
   *
   * @throws ServiceException DEADLINE_EXCEEDED if it has not by then; it goes on all the same
   */
  public Operation await(String id, Duration longest) {
    long deadline = System.nanoTime() + longest.toNanos();
    while (true) {
      Operation operation = operation(id);
      if (ENDED.contains(operation.getState())) {
        return operation;
      }
      if (System.nanoTime() - deadline >= 0 || Thread.currentThread().isInterrupted()) {
        throw new ServiceException(
            ErrorCode.DEADLINE_EXCEEDED,
            "operation %s is still %s after %s: ask for it again"
                .formatted(id, operation.getState(), longest));
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }

  /**
   * All memories that are asked for, with what is known of them, as they are consumed; if the line
   * breaks it goes on after the last. Close the stream unless it is read to its end.
   */
  public Stream<MemoryLine> export(ExportMemoriesRequest request) {
    return ExportedLines.stream(calls, request);
  }

  /**
   * Takes in lines, as many as there are, in parts that are sent again if their answers are lost;
   * what had come is passed over then. An import that fails all the same is sent again whole: a
   * line with the id of a memory that is there, or with what a fact says already, changes nothing,
   * and with the upload's name neither does any other that had come.
   *
   * @param template whether it is a dry run, and the upload's name
   * @return the sum; its errors are the first 100
   */
  public ImportMemoriesResponse importAll(
      ImportMemoriesRequest template, Iterator<MemoryLine> lines) {
    return new ImportedLines(
            template, request -> answer(async.importLines(request)), calls.retries())
        .take(lines);
  }

  /** How far an upload has come. */
  public Upload upload(String name) {
    return answer(async.upload(name));
  }

  /**
   * Counts; with the confirmation that the count brought it deletes what was counted, never more,
   * ten thousand to a call. If one of the calls fails, those before it have deleted. If there is
   * more than was counted, it stops and has a new count with its confirmation.
   */
  public DeleteMemoriesResponse deleteMany(DeleteMemoriesRequest request) {
    DeleteMemoriesResponse last = answer(async.deleteMany(request));
    long deleted = last.getDeleted();
    while (last.getDeleted() > 0 && !last.getConfirmation().isEmpty()) {
      last =
          answer(
              async.deleteMany(
                  request.toBuilder().setConfirmation(last.getConfirmation()).build()));
      deleted += last.getDeleted();
    }
    return last.toBuilder().setDeleted(deleted).build();
  }

  /** The vectors of texts that are not to be kept, at most 2,048. */
  public CreateEmbeddingsResponse embed(CreateEmbeddingsRequest request) {
    return answer(async.embed(request));
  }

  /** Waits for what is under way for some seconds, then gives it up. */
  @Override
  public void close() {
    calls.close();
  }

  private static <A> A answer(CompletableFuture<A> future) {
    try {
      return future.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ServiceException refused) {
        throw refused.again();
      }
      throw new IllegalStateException("the call could not be made", e.getCause());
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new ServiceException(ErrorCode.UNAVAILABLE, "interrupted while it was waited for", e);
    }
  }
}
