package io.mnemon.gateway.routing;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.ServiceException;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** The messages that a service answers with, one at a time; closing it gives up on the rest. */
public final class AnswerStream implements AutoCloseable {
  private final Context.CancellableContext context = Context.current().withCancellation();
  private final Function<StatusRuntimeException, ServiceException> failure;
  private final Iterator<Message> messages;

  AnswerStream(
      Supplier<Iterator<Message>> call,
      Function<StatusRuntimeException, ServiceException> failure) {
    this.failure = failure;
    Context before = context.attach();
    try {
      this.messages = call.get();
    } finally {
      context.detach(before);
    }
  }

  /**
   * The next message; none at the end.
   *
   * @throws ServiceException the service's refusal, or UNAVAILABLE or DEADLINE_EXCEEDED
   */
  public Optional<Message> next() {
    try {
      return messages.hasNext() ? Optional.of(messages.next()) : Optional.empty();
    } catch (StatusRuntimeException e) {
      throw failure.apply(e);
    }
  }

  @Override
  public void close() {
    context.cancel(null);
  }
}
