package io.mnemon.gateway.rest;

import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.LineError;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.gateway.json.JsonBodies;
import io.mnemon.gateway.json.Refusals;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines of an import, read and put together to calls of bounded size. */
final class LineParts {
  private final ImportMemoriesRequest template;
  private final BodyLines lines;
  private final LineImports.Limits limits;
  private long taken;

  LineParts(ImportMemoriesRequest template, BodyLines lines, LineImports.Limits limits) {
    this.template = template;
    this.lines = lines;
    this.limits = limits;
  }

  /**
   * The lines of one call.
   *
   * @param request the call; it may have no lines
   * @param bytes how many bytes its lines had
   * @param wrong lines between them that could not be read
   * @param taken the last line that was read so far
   */
  record Part(ImportMemoriesRequest request, int bytes, List<LineError> wrong, long taken) {
    Part {
      wrong = List.copyOf(wrong);
    }

    /** A call without lines after this one. */
    Part without(ImportMemoriesRequest template) {
      return new Part(template, 0, List.of(), taken);
    }
  }

  /** The next part; none at the end. */
  Optional<Part> next() {
    ImportMemoriesRequest.Builder part = template.toBuilder();
    List<LineError> wrong = new ArrayList<>();
    int bytes = 0;
    while (!isFull(part.getLinesCount() + wrong.size(), bytes)) {
      Optional<BodyLines.Line> next = lines.next();
      if (next.isEmpty()) {
        break;
      }
      BodyLines.Line line = next.get();
      if (!line.isBlank()) {
        read(line, part, wrong);
        bytes += line.text().size();
        taken = line.number();
      }
    }
    if (part.getLinesCount() == 0 && wrong.isEmpty()) {
      return Optional.empty();
    }
    part.setMore(isFull(part.getLinesCount() + wrong.size(), bytes));
    return Optional.of(new Part(part.build(), bytes, wrong, taken));
  }

  private boolean isFull(int count, int bytes) {
    return count >= limits.lines() || bytes >= limits.callBytes();
  }

  private void read(
      BodyLines.Line line, ImportMemoriesRequest.Builder part, List<LineError> wrong) {
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
