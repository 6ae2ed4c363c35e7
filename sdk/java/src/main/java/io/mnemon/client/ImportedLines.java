package io.mnemon.client;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ImportSum;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.MemoryLine;
import java.util.Iterator;
import java.util.UUID;
import java.util.function.Function;

/**
 * Carries lines to the import in calls of bounded size. They come under one name, so that those of
 * a call whose answer was lost are known when they come again.
 */
final class ImportedLines {
  private static final int MOST_LINES = 500;
  private static final int ENOUGH_BYTES = 2 << 20;
  private static final int MOST_ERRORS = 100;

  private final ImportMemoriesRequest template;
  private final Function<ImportMemoriesRequest, ImportMemoriesResponse> call;
  private final int retries;
  private final ImportSum sum = new ImportSum(MOST_ERRORS);

  /**
   * @param retries how often a part is sent again that took too long
   */
  ImportedLines(
      ImportMemoriesRequest template,
      Function<ImportMemoriesRequest, ImportMemoriesResponse> call,
      int retries) {
    this.template = named(template).toBuilder().clearLines().clearNumbers().build();
    this.call = call;
    this.retries = retries;
  }

  /** With a name for its upload, if anything is to be kept. */
  static ImportMemoriesRequest named(ImportMemoriesRequest request) {
    return request.getUpload().isEmpty() && !request.getDryRun()
        ? request.toBuilder().setUpload("import-" + UUID.randomUUID()).build()
        : request;
  }

  ImportMemoriesResponse take(Iterator<MemoryLine> lines) {
    ImportMemoriesRequest.Builder part = template.toBuilder();
    int bytes = 0;
    for (long number = 1; lines.hasNext(); number++) {
      MemoryLine line = lines.next();
      part.addLines(line).addNumbers(number);
      bytes += line.getSerializedSize();
      if (part.getLinesCount() == MOST_LINES || bytes >= ENOUGH_BYTES) {
        sum.add(answer(part.setMore(lines.hasNext()).build()));
        part = template.toBuilder();
        bytes = 0;
      }
    }
    if (part.getLinesCount() > 0) {
      sum.add(answer(part.build()));
    }
    return sum.total(template.getDryRun());
  }

  /** Lines that took too long may have been taken in: then their upload passes them over. */
  private ImportMemoriesResponse answer(ImportMemoriesRequest part) {
    for (int failures = 0; ; failures++) {
      try {
        return call.apply(part);
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.DEADLINE_EXCEEDED || failures == retries) {
          throw e;
        }
      }
    }
  }
}
