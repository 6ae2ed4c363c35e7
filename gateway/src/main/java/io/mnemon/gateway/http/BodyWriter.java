package io.mnemon.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The body of an answer that is written piece by piece, no faster than the client takes it. For
 * virtual threads: what has to happen on the event loop does.
 */
public final class BodyWriter {
  private final Context eventLoop;
  private final HttpServerResponse response;
  private final Duration patience;

  /**
   * @param patience how long the client may take nothing
   */
  public BodyWriter(RoutingContext routing, Context eventLoop, Duration patience) {
    this.eventLoop = eventLoop;
    this.response = routing.response();
    this.patience = patience;
  }

  /** Begins the answer. */
  public void begin(int status, String contentType) {
    run(
        taken -> {
          response
              .setStatusCode(status)
              .putHeader("Content-Type", contentType)
              .putHeader("Cache-Control", "no-store")
              .setChunked(true);
          taken.complete(true);
        });
  }

  /**
   * @throws BrokenOffException if the client has gone or takes nothing
   */
  public void write(byte[] piece) {
    run(
        taken ->
            response
                .write(Buffer.buffer(piece))
                .onSuccess(done -> taken.complete(true))
                .onFailure(taken::completeExceptionally));
  }

  /** Says that this was all. */
  public void end() {
    run(taken -> response.end().onComplete(done -> taken.complete(true)));
  }

  /** Breaks off so that the client sees that something is missing. */
  public void breakOff() {
    eventLoop.runOnContext(now -> response.reset());
  }

  private void run(Consumer<CompletableFuture<Boolean>> step) {
    CompletableFuture<Boolean> taken = new CompletableFuture<>();
    eventLoop.runOnContext(
        now -> {
          if (response.closed() || response.ended()) {
            taken.completeExceptionally(new BrokenOffException("the client has gone"));
          } else {
            step.accept(taken);
          }
        });
    try {
      taken.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokenOffException("interrupted");
    } catch (TimeoutException e) {
      throw new BrokenOffException("the client took nothing for " + patience);
    } catch (ExecutionException e) {
      throw new BrokenOffException(String.valueOf(e.getCause()));
    }
  }

  /** The client does not get the rest. */
  public static final class BrokenOffException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokenOffException(String message) {
      super(message);
    }
  }
}
