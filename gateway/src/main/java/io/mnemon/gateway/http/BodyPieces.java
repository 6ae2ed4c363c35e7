package io.mnemon.gateway.http;

import io.mnemon.api.ServiceException;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of a paused request, read piece by piece, no faster than its reader takes it: a body of
 * any size passes in little memory. Who sends next to nothing is given up. For one virtual thread:
 * what has to happen on the event loop does.
 */
public final class BodyPieces {
  private static final Pattern LINES =
      Pattern.compile("(?i)application/(x-ndjson|jsonl)\\s*(;\\s*charset=\"?utf-8\"?\\s*)?;?");

  /** So much has to come within the time for which a piece is waited. */
  private static final int LEAST_BYTES = 1024;

  private final Context eventLoop;
  private final HttpServerRequest request;
  private final Duration patience;
  // At most one piece is asked for at a time, so it holds one and the end.
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private long waitedNanos;
  private int came;
  private boolean hasBegun;
  private boolean hasEnded;

  /**
   * @param patience how long the next piece, or a kilobyte of small ones, may take to arrive
   */
  public BodyPieces(HttpServerRequest request, Context eventLoop, Duration patience) {
    this.request = request;
    this.eventLoop = eventLoop;
    this.patience = patience;
  }

  /** Whether a request says that its body is lines of JSON. */
  public static boolean areLines(HttpServerRequest request) {
    String type = request.getHeader("Content-Type");
    return type != null && LINES.matcher(type.strip()).matches();
  }

  private sealed interface Event {
    record Piece(Buffer bytes) implements Event {}

    record End() implements Event {}

    record Broken() implements Event {}
  }

  /**
   * The next piece; none at the end.
   *
   * @throws ServiceException INVALID_ARGUMENT if it does not arrive
   */
  public Optional<byte[]> next() {
    if (hasEnded) {
      return Optional.empty();
    }
    eventLoop.runOnContext(now -> ask());
    return switch (await()) {
      case Event.Piece(Buffer bytes) -> {
        note(bytes.length());
        yield Optional.of(bytes.getBytes());
      }
      case Event.End end -> {
        hasEnded = true;
        yield Optional.empty();
      }
      case Event.Broken broken -> throw brokenOff();
      case null -> throw brokenOff();
    };
  }

  private void ask() {
    if (!hasBegun) {
      hasBegun = true;
      if (request.isEnded()) {
        events.add(new Event.End());
        return;
      }
      request.handler(bytes -> events.add(new Event.Piece(bytes)));
      request.endHandler(end -> events.add(new Event.End()));
      request.exceptionHandler(failure -> events.add(new Event.Broken()));
      if ("100-continue".equalsIgnoreCase(request.getHeader("Expect"))) {
        request.response().writeContinue();
      }
    }
    request.fetch(1);
  }

  private @Nullable Event await() {
    long began = System.nanoTime();
    try {
      return events.poll(patience.toNanos() - waitedNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } finally {
      waitedNanos += System.nanoTime() - began;
    }
  }

  private void note(int bytes) {
    came += bytes;
    if (came >= LEAST_BYTES) {
      came = 0;
      waitedNanos = 0;
    }
  }

  private static ServiceException brokenOff() {
    return ServiceException.invalid("body", "did not arrive whole: send it again");
  }

  /** Lets the rest pass by unread, so that an answer reaches who is still sending. */
  public void skipRest() {
    if (!hasEnded) {
      eventLoop.runOnContext(
          now -> {
            request.handler(bytes -> {});
            request.resume();
          });
    }
  }
}
