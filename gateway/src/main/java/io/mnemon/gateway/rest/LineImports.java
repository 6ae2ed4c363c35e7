package io.mnemon.gateway.rest;

import com.google.protobuf.Message;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ImportSum;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.LineError;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.gateway.json.JsonBodies;
import io.mnemon.gateway.json.Refusals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Carries lines of JSON, as many as there are, to the import in calls of bounded size. Who sends
 * faster than they are taken in waits.
 */
final class LineImports {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Limits limits;

  LineImports(Limits limits) {
    this.limits = limits;
  }

  /**
   * How much is held at once.
   *
   * @param lines the lines of one call
   * @param callBytes a call is sent when its lines have so many bytes
   * @param lineBytes the longest line
   * @param errors how many wrong lines are told; more are counted
   */
  record Limits(int lines, int callBytes, int lineBytes, int errors) {}

  /** One import under way. */
  private final class Running {
    private final ImportMemoriesRequest template;
    private final Function<Part, Message> call;
    private final ImportSum sum = new ImportSum(limits.errors());
    private ImportMemoriesRequest.Builder part;
    private final List<LineError> wrong = new ArrayList<>();
    private int bytes;
    private long taken;

    Running(ImportMemoriesRequest template, Function<Part, Message> call) {
      this.template = template;
      this.call = call;
      this.part = template.toBuilder();
    }

    void add(BodyLines.Line line) {
      MemoryLine.Builder memory = MemoryLine.newBuilder();
      try {
        if (line.isTooLong()) {
          throw ServiceException.invalid(
              JsonBodies.BODY,
              "is longer than %d bytes: split the file between lines, and leave versions out"
                  .formatted(limits.lineBytes()));
        }
        Refusals refusals = new Refusals();
        JsonBodies.read(line.text(), memory, refusals);
        refusals.throwIfAny();
        part.addLines(memory).addNumbers(line.number());
      } catch (ServiceException e) {
        wrong.add(error(line.number(), memory.getMemory().getId(), e));
      }
      bytes += line.text().size();
      taken = line.number();
      if (part.getLinesCount() + wrong.size() >= limits.lines() || bytes >= limits.callBytes()) {
        send();
      }
    }

    void send() {
      ImportMemoriesResponse answer =
          part.getLinesCount() == 0
              ? ImportMemoriesResponse.getDefaultInstance()
              : answer(new Part(part.build(), bytes));
      List<LineError> errors = new ArrayList<>(wrong);
      errors.addAll(answer.getErrorsList());
      errors.sort(Comparator.comparingLong(LineError::getLine));
      sum.add(
          answer.toBuilder()
              .setLines(answer.getLines() + wrong.size())
              .setRefused(answer.getRefused() + wrong.size())
              .clearErrors()
              .addAllErrors(errors)
              .build());
      wrong.clear();
      part = template.toBuilder();
      bytes = 0;
    }

    private ImportMemoriesResponse answer(Part request) {
      try {
        return (ImportMemoriesResponse) patiently(request);
      } catch (ServiceException e) {
        long before = request.request().getNumbers(0) - 1;
        throw new ServiceException(
            e.code(),
            "%s (this import stopped after line %d of %d that were read: send the lines again, those that are there are passed over)"
                .formatted(e.publicMessage(), before, taken),
            e.violations(),
            e);
      }
    }

    /** Lines wait for the rates of their tenant instead of being refused. */
    private Message patiently(Part request) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (true) {
        try {
          return call.apply(request);
        } catch (ServiceException e) {
          Optional<Duration> pause = e.retryAfter();
          if (e.code() != ErrorCode.RESOURCE_EXHAUSTED
              || pause.isEmpty()
              || System.nanoTime() + pause.get().toNanos() > deadline) {
            throw e;
          }
          LockSupport.parkNanos(pause.get().toNanos());
        }
      }
    }
  }

  /** The lines of one call, and how many bytes they had. */
  record Part(ImportMemoriesRequest request, int bytes) {}

  /**
   * Reads the lines to their end; what is answered is the sum.
   *
   * @param template the request without its lines
   * @param pieces the body's next piece; none at its end
   * @param call carries a part of the lines to the service; may throw to give up
   */
  ImportMemoriesResponse take(
      ImportMemoriesRequest template,
      Supplier<Optional<byte[]>> pieces,
      Function<Part, Message> call) {
    BodyLines lines = new BodyLines(pieces, limits.lineBytes());
    Running running = new Running(template, call);
    for (var line = lines.next(); line.isPresent(); line = lines.next()) {
      if (!line.get().isBlank()) {
        running.add(line.get());
      }
    }
    running.send();
    return running.sum.total(template.getDryRun());
  }

  private static LineError error(long number, String id, ServiceException e) {
    return LineError.newBuilder()
        .setLine(number)
        .setId(id)
        .setCode(e.code().name())
        .setMessage(e.publicMessage())
        .setField(e.violations().isEmpty() ? "" : e.violations().getFirst().field())
        .build();
  }
}
