package io.mnemon.gateway.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.mnemon.api.ServiceException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Reads the body of a paused request, up to a size and within a time, as long as not too much is
 * held of all bodies together.
 */
public final class BodyReader {
  /** What is smaller is always read: who holds much keeps nobody from asking. */
  private static final int SMALL_BYTES = 64 << 10;

  private final long maxBytes;
  private final Duration timeout;
  private final HeldBytes held;

  BodyReader(long maxBytes, Duration timeout, HeldBytes held) {
    this.maxBytes = maxBytes;
    this.timeout = timeout;
    this.held = held;
  }

  /** A reader that expects at most so much, within at most this time. */
  public BodyReader atMost(long bytes, Duration time) {
    return new BodyReader(
        Math.min(bytes, maxBytes), time.compareTo(timeout) < 0 ? time : timeout, held);
  }

  /**
   * The whole body; waits for it, so for virtual threads.
   *
   * @param eventLoop where the request lives
   * @throws ProblemException if the body is too large or does not arrive in time
   * @throws ServiceException RESOURCE_EXHAUSTED if too much is held already; INVALID_ARGUMENT if
   *     the body does not arrive
   */
  public ByteString read(RoutingContext context, Context eventLoop) {
    HeldBytes.Hold hold = held.new Hold();
    Exchange.of(context).whenWorkedOn(hold::release);
    CompletableFuture<ByteString> body = new CompletableFuture<>();
    eventLoop.runOnContext(start -> collect(context, hold, body));
    try {
      return body.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof ProblemException problem) {
        throw new ProblemException(problem.problem());
      }
      if (e.getCause() instanceof ServiceException refusal) {
        throw refusal;
      }
      throw ServiceException.invalid("body", "did not arrive whole: send it again");
    }
  }

  /** The body piece by piece, for a reader to whom its size does not matter. */
  public BodyPieces pieces(HttpServerRequest request, Context eventLoop) {
    return new BodyPieces(request, eventLoop, timeout);
  }

  private void collect(
      RoutingContext context, HeldBytes.Hold hold, CompletableFuture<ByteString> body) {
    HttpServerRequest request = context.request();
    if (request.isEnded()) {
      body.complete(ByteString.EMPTY);
      return;
    }
    Buffer received = Buffer.buffer();
    long timer =
        context
            .vertx()
            .setTimer(
                timeout.toMillis(),
                late ->
                    body.completeExceptionally(
                        new ProblemException(Problem.requestTimeout(timeout.toSeconds()))));
    body.whenComplete((done, failure) -> context.vertx().cancelTimer(timer));
    request.exceptionHandler(body::completeExceptionally);
    request.endHandler(end -> body.complete(UnsafeByteOperations.unsafeWrap(received.getBytes())));
    request.handler(
        part -> {
          if (!body.isDone()) {
            append(part, received, hold, body);
          }
        });
    if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
      request.response().writeContinue();
    }
    request.resume();
  }

  private void append(
      Buffer part, Buffer received, HeldBytes.Hold hold, CompletableFuture<ByteString> body) {
    if (received.length() + part.length() > maxBytes) {
      body.completeExceptionally(new ProblemException(Problem.payloadTooLarge(maxBytes)));
      return;
    }
    try {
      if (received.length() + part.length() > SMALL_BYTES) {
        hold.add(part.length());
      }
      received.appendBuffer(part);
    } catch (ServiceException e) {
      body.completeExceptionally(e);
    }
  }
}
