package io.mnemon.client;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ExportMemoriesRequest;
import io.mnemon.api.memory.v1.ExportMemoriesResponse;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.TransferServiceGrpc;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterators;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The lines of an export. It goes on after the last of them if the line breaks. */
final class ExportedLines implements Iterator<MemoryLine> {
  private final Calls calls;
  private final Context.CancellableContext context;
  private final ExportMemoriesRequest request;
  private Iterator<ExportMemoriesResponse> answers;
  private Iterator<MemoryLine> lines = Collections.emptyIterator();
  private String last;
  private int failures;

  private ExportedLines(
      Calls calls, Context.CancellableContext context, ExportMemoriesRequest request) {
    this.calls = calls;
    this.context = context;
    this.request = request;
    this.last = request.getAfter();
    this.answers = rest();
  }

  static Stream<MemoryLine> stream(Calls calls, ExportMemoriesRequest request) {
    Context.CancellableContext context = Context.current().withCancellation();
    ExportedLines lines = new ExportedLines(calls, context, request);
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(lines, 0), false)
        .onClose(() -> context.close());
  }

  private Iterator<ExportMemoriesResponse> rest() {
    return calls.stream(
        context,
        TransferServiceGrpc.getExportMemoriesMethod(),
        request.toBuilder().setAfter(last).build());
  }

  @Override
  public boolean hasNext() {
    while (!lines.hasNext()) {
      try {
        if (!answers.hasNext()) {
          return false;
        }
        lines = answers.next().getLinesList().iterator();
        failures = 0;
      } catch (StatusRuntimeException e) {
        goOnAfter(GrpcErrors.ofGrpc(e));
      }
    }
    return true;
  }

  private void goOnAfter(ServiceException failure) {
    failures++;
    Optional<Duration> pause =
        failures > calls.retries() || context.isCancelled()
            ? Optional.empty()
            : Pauses.after(failure, true, failures);
    LockSupport.parkNanos(pause.orElseThrow(() -> failure).toNanos());
    answers = rest();
  }

  @Override
  public MemoryLine next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    MemoryLine line = lines.next();
    last = line.getMemory().getId();
    return line;
  }
}
