package io.mnemon.gateway.rest;

import com.google.protobuf.Message;
import io.mnemon.api.ImportSum;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.LineError;
import io.mnemon.gateway.rest.LineParts.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries lines of JSON, as many as there are, to the import in calls of bounded size. Who sends
 * faster than they are taken in waits.
 */
final class LineImports {
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final Limits limits;

  LineImports(Limits limits) {
    this.limits = limits;
  }

  /**
   * How much is held at once, and for how long.
   *
   * @param lines the lines of one call
   * @param callBytes a call is sent when its lines have so many bytes
   * @param lineBytes the longest line
   * @param errors how many wrong lines are told; more are counted
   * @param patience how long lines wait for the rates of their tenant, or for the service
   */
  record Limits(int lines, int callBytes, int lineBytes, int errors, Duration patience) {}

  /**
   * Reads the lines to their end; what is answered is the sum. While one part is taken in the next
   * is read.
   *
   * @param template the request without its lines; an upload without a name gets one, by which
   *     lines that come twice are known
   * @param pieces the body's next piece; none at its end
   * @param call carries a part of the lines to the service; may throw to give up
   */
  ImportMemoriesResponse take(
      ImportMemoriesRequest template,
      Supplier<Optional<byte[]>> pieces,
      Function<Part, Message> call) {
    ImportMemoriesRequest named = named(template);
    LineParts parts = new LineParts(named, new BodyLines(pieces, limits.lineBytes()), limits);
    ImportSum sum = new ImportSum(limits.errors());
    Optional<Part> behind = Optional.empty();
    try (ReadAhead<Part> ahead = new ReadAhead<>(parts::next)) {
      for (var next = ahead.next(); next.isPresent(); next = ahead.next()) {
        Part part = next.get();
        sum.add(whole(part, call));
        if (part.request().getLinesCount() > 0) {
          behind = next.filter(each -> each.request().getMore());
        }
      }
    }
    // When this has answered too, everything is found.
    behind.ifPresent(last -> sum.add(answer(last.without(named), call)));
    return sum.total(template.getDryRun());
  }

  private static ImportMemoriesRequest named(ImportMemoriesRequest template) {
    return template.getUpload().isEmpty() && !template.getDryRun()
        ? template.toBuilder().setUpload("import-" + UUID.randomUUID()).build()
        : template;
  }

  /** What became of a part, with the lines that never came to the service. */
  private ImportMemoriesResponse whole(Part part, Function<Part, Message> call) {
    ImportMemoriesResponse answer =
        part.request().getLinesCount() == 0
            ? ImportMemoriesResponse.getDefaultInstance()
            : answer(part, call);
    List<LineError> errors = new ArrayList<>(part.wrong());
    errors.addAll(answer.getErrorsList());
    errors.sort(Comparator.comparingLong(LineError::getLine));
    return answer.toBuilder()
        .setLines(answer.getLines() + part.wrong().size())
        .setRefused(answer.getRefused() + part.wrong().size())
        .clearErrors()
        .addAllErrors(errors)
        .build();
  }

  private ImportMemoriesResponse answer(Part part, Function<Part, Message> call) {
    try {
      return (ImportMemoriesResponse) patiently(part, call);
    } catch (ServiceException e) {
      long before =
          part.request().getNumbersCount() == 0 ? part.taken() : part.request().getNumbers(0) - 1;
      String upload = part.request().getUpload();
      String again =
          upload.isEmpty()
              ? "nothing was to be kept"
              : "send all lines again with ?upload=%s, those that are there are passed over"
                  .formatted(upload);
      throw new ServiceException(
          e.code(),
          "%s (this import stopped after line %d of %d that were read: %s)"
              .formatted(e.publicMessage(), before, part.taken(), again),
          e.violations(),
          e);
    }
  }

  /**
   * Lines wait instead of being refused. Those of a service that was lost may have arrived, or be
   * arriving: then their upload passes them over.
   */
  private Message patiently(Part part, Function<Part, Message> call) {
    long deadline = 0;
    for (int failures = 0; ; failures++) {
      try {
        return call.apply(part);
      } catch (ServiceException e) {
        long pause = pause(e).orElseThrow(() -> e).toNanos();
        long now = System.nanoTime();
        deadline = failures == 0 ? now + limits.patience().toNanos() : deadline;
        if (now + pause - deadline > 0) {
          throw e;
        }
        LockSupport.parkNanos(pause);
      }
    }
  }

  /** After what time what failed may succeed; empty if not by waiting. */
  private static Optional<Duration> pause(ServiceException e) {
    return switch (e.code()) {
      case RESOURCE_EXHAUSTED -> e.retryAfter();
      case UNAVAILABLE -> Optional.of(e.retryAfter().orElse(PAUSE));
      default -> Optional.empty();
    };
  }
}
