package io.mnemon.gateway.http;

import com.google.protobuf.ByteString;
import io.mnemon.api.ServiceException;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Reads the body of a paused request, up to a size and within a time. */
public final class BodyReader {
  private final long maxBytes;
  private final Duration timeout;

  public BodyReader(long maxBytes, Duration timeout) {
    this.maxBytes = maxBytes;
    this.timeout = timeout;
  }

  /**
   * The whole body; waits for it, so for virtual threads.
   *
   * @param eventLoop where the request lives
   * @throws ProblemException if the body is too large or does not arrive in time
   */
  public ByteString read(Vertx vertx, Context eventLoop, HttpServerRequest request) {
    CompletableFuture<ByteString> body = new CompletableFuture<>();
    eventLoop.runOnContext(start -> collect(vertx, request, body));
    try {
      return body.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw new ProblemException(problem.problem());
      }
      throw ServiceException.invalid("body", "did not arrive whole: send it again");
    }
  }

  /** The body piece by piece, for a reader to whom its size does not matter. */
  public BodyPieces pieces(HttpServerRequest request, Context eventLoop) {
    return new BodyPieces(request, eventLoop, timeout);
  }

  private void collect(Vertx vertx, HttpServerRequest request, CompletableFuture<ByteString> body) {
    if (request.isEnded()) {
      body.complete(ByteString.EMPTY);
      return;
    }
    Buffer received = Buffer.buffer();
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            late ->
                body.completeExceptionally(
                    new ProblemException(Problem.requestTimeout(timeout.toSeconds()))));
    body.whenComplete((done, failure) -> vertx.cancelTimer(timer));
    request.exceptionHandler(body::completeExceptionally);
    request.endHandler(end -> body.complete(ByteString.copyFrom(received.getBytes())));
    request.handler(
        part -> {
          if (body.isDone()) {
            return;
          }
          if (received.length() + part.length() > maxBytes) {
            body.completeExceptionally(new ProblemException(Problem.payloadTooLarge(maxBytes)));
          } else {
            received.appendBuffer(part);
          }
        });
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.resume();
  }
}
