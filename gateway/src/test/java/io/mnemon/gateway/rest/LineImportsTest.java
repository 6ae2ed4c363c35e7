package io.mnemon.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Message;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.ImportMemoriesRequest;
import io.mnemon.api.memory.v1.ImportMemoriesResponse;
import io.mnemon.api.memory.v1.LineError;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** How a body of lines becomes calls of an import, and their answers one. */
class LineImportsTest {
  private static final int LINE_BYTES = 200;

  private final LineImports imports =
      new LineImports(new LineImports.Limits(2, 1000, LINE_BYTES, 3, Duration.ofSeconds(30)));
  private final List<ImportMemoriesRequest> calls = new ArrayList<>();

  private Message accept(LineParts.Part part) {
    calls.add(part.request());
    int lines = part.request().getLinesCount();
    return ImportMemoriesResponse.newBuilder().setLines(lines).setAdded(lines).build();
  }

  /** The names with which the parts of an import go to the service. */
  private Set<String> uploads(ImportMemoriesRequest template) {
    calls.clear();
    imports.take(template, bytes("{}\n{}\n{}\n"), this::accept);
    return calls.stream().map(ImportMemoriesRequest::getUpload).collect(Collectors.toSet());
  }

  private static Supplier<Optional<byte[]>> bytes(String... pieces) {
    Deque<String> left = new ArrayDeque<>(List.of(pieces));
    return () ->
        Optional.ofNullable(left.poll()).map(text -> text.getBytes(StandardCharsets.UTF_8));
  }

  private ImportMemoriesResponse take(Function<LineParts.Part, Message> call, String... pieces) {
    return take(imports, call, pieces);
  }

  private static ImportMemoriesResponse take(
      LineImports imports, Function<LineParts.Part, Message> call, String... pieces) {
    return imports.take(
        ImportMemoriesRequest.newBuilder().setUpload("monday").build(), bytes(pieces), call);
  }

  @Test
  void linesArePutTogetherFromPiecesAndCarriedAFewAtATime() {
    ImportMemoriesResponse sum =
        take(
            this::accept,
            "{\"memory\":{\"content\":\"o",
            "ne\"}}\n{\"memory\":{\"content\":\"two\"}}\n\n",
            "  \r\n{\"memory\":{\"content\":\"three\"}}");

    assertThat(sum.getLines()).isEqualTo(3);
    assertThat(sum.getAdded()).isEqualTo(3);
    assertThat(calls).hasSize(2).allMatch(call -> call.getUpload().equals("monday"));
    assertThat(calls.getFirst().getNumbersList()).containsExactly(1L, 2L);
    assertThat(calls.getLast().getNumbersList()).containsExactly(5L);
    assertThat(calls.getLast().getLines(0).getMemory().getContent()).isEqualTo("three");
  }

  @Test
  void theIndexMayFollowWhileMoreComesAndHasFollowedAtTheEnd() {
    ImportMemoriesResponse sum = take(this::accept, "{}\n{}\n", "{}\n{}\n", "{\"oops\":1}\n");

    assertThat(sum.getLines()).isEqualTo(5);
    assertThat(calls)
        .extracting(ImportMemoriesRequest::getLinesCount, ImportMemoriesRequest::getMore)
        .containsExactly(tuple(2, true), tuple(2, true), tuple(0, false));
    assertThat(calls.getLast().getUpload()).isEqualTo("monday");
  }

  @Test
  void theNextPartIsReadWhileOneIsTakenInAndNoMore() {
    AtomicInteger read = new AtomicInteger();
    List<Integer> readMeanwhile = new ArrayList<>();

    imports.take(
        ImportMemoriesRequest.getDefaultInstance(),
        () ->
            read.incrementAndGet() <= 8
                ? Optional.of("{}\n".getBytes(StandardCharsets.UTF_8))
                : Optional.empty(),
        part -> {
          if (part.request().getLinesCount() > 0) {
            int before = Math.toIntExact(part.request().getNumbers(0)) + 1;
            int ahead = Math.min(before + 2, 9);
            await().untilAsserted(() -> assertThat(read).hasValueGreaterThanOrEqualTo(ahead));
            readMeanwhile.add(read.get() - before);
          }
          return accept(part);
        });

    assertThat(readMeanwhile).hasSize(4).allMatch(pieces -> pieces <= 2);
  }

  @Test
  void whatIsReadIsReadNoMoreWhenACallHasFailed() {
    AtomicInteger read = new AtomicInteger();
    assertThatThrownBy(
            () ->
                imports.take(
                    ImportMemoriesRequest.getDefaultInstance(),
                    () -> {
                      read.incrementAndGet();
                      return Optional.of("{}\n".getBytes(StandardCharsets.UTF_8));
                    },
                    part -> {
                      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the key is revoked");
                    }))
        .hasMessageContaining("stopped after line 0");
    int then = read.get();
    assertThat(then).isLessThanOrEqualTo(4);
  }

  @Test
  void aLineThatCannotBeReadIsToldAndTheRestGoesOn() {
    ImportMemoriesResponse sum =
        take(
            this::accept,
            "{\"memory\":{\"content\":\"one\"}}\n",
            "{\"memory\":{\"contnt\":\"x\"}}\n",
            "{\"memory\":{\"tags\":\"x\"}}\n",
            "x".repeat(LINE_BYTES + 1) + "\n",
            "{\"memory\":{\"content\":\"five\"}}\n",
            "{\"memory\":{\"cont");

    assertThat(sum.getLines()).isEqualTo(6);
    assertThat(sum.getAdded()).isEqualTo(2);
    assertThat(sum.getRefused()).isEqualTo(4);
    assertThat(sum.getErrorsList())
        .extracting(LineError::getLine)
        .as("no more than three are told")
        .containsExactly(2L, 3L, 4L);
    assertThat(sum.getErrors(0).getField()).isEqualTo("memory.contnt");
    assertThat(sum.getErrors(0).getMessage()).contains("content");
    assertThat(sum.getErrors(1).getField()).isEqualTo("memory.tags");
    assertThat(sum.getErrors(2).getMessage()).contains("longer than 200 bytes");
  }

  @Test
  void linesThatComeTwiceAreKnownByTheNameOfTheirUpload() {
    ImportMemoriesRequest unnamed = ImportMemoriesRequest.getDefaultInstance();

    assertThat(uploads(unnamed)).hasSize(1).doesNotContain("").isNotEqualTo(uploads(unnamed));
    assertThat(uploads(unnamed.toBuilder().setUpload("monday").build())).containsExactly("monday");
    assertThat(uploads(unnamed.toBuilder().setDryRun(true).build())).containsExactly("");
  }

  @Test
  void anEmptyBodyIsAnImportOfNothing() {
    assertThat(take(this::accept)).isEqualTo(ImportMemoriesResponse.getDefaultInstance());
    assertThat(calls).isEmpty();
  }

  @Test
  void linesWaitForTheRatesOfTheirTenant() {
    List<String> tries = new ArrayList<>();

    ImportMemoriesResponse sum =
        take(
            part -> {
              tries.add("once");
              if (tries.size() < 3) {
                throw ServiceException.exhausted("too many memories", Duration.ofMillis(1));
              }
              return accept(part);
            },
            "{}\n");

    assertThat(sum.getAdded()).isEqualTo(1);
    assertThat(tries).hasSize(3);
  }

  @Test
  void linesWaitForAServiceThatWasLost() {
    List<ImportMemoriesRequest> tries = new ArrayList<>();

    ImportMemoriesResponse sum =
        take(
            part -> {
              tries.add(part.request());
              if (tries.size() == 2) {
                throw new ServiceException(ErrorCode.UNAVAILABLE, "memory is away");
              }
              return accept(part);
            },
            "{}\n{}\n{}\n");

    assertThat(sum.getAdded()).isEqualTo(3);
    assertThat(tries.get(2)).as("the same lines again").isEqualTo(tries.get(1));
  }

  @Test
  void whoIsStoppedLearnsHowFarItCame() {
    LineImports hasty =
        new LineImports(new LineImports.Limits(2, 1000, LINE_BYTES, 3, Duration.ZERO));
    assertThatThrownBy(
            () ->
                take(
                    hasty,
                    part -> {
                      if (part.request().getNumbers(0) > 2) {
                        throw new ServiceException(ErrorCode.UNAVAILABLE, "memory is away");
                      }
                      return accept(part);
                    },
                    "{}\n{}\n{}\n{}\n"))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("memory is away")
        .hasMessageContaining("stopped after line 2 of 4")
        .hasMessageContaining("?upload=monday");
  }
}
