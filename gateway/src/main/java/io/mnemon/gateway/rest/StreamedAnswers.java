package io.mnemon.gateway.rest;

import com.google.api.HttpBody;
import com.google.protobuf.Message;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.http.BodyWriter;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.routing.AnswerStream;
import org.jboss.logging.Logger;

/**
 * Sends answers that are streams of bytes. A failure before the first piece is an answer like any
 * other; after it the connection breaks off, so that nobody takes a part for the whole.
 */
final class StreamedAnswers {
  private static final Logger LOG = Logger.getLogger(StreamedAnswers.class);
  private static final int OK = 200;

  private StreamedAnswers() {}

  /**
   * @param requirement throws if the reader may not have the next piece
   * @throws ServiceException if there is not even a first piece
   */
  static void send(
      AnswerStream stream, BodyWriter writer, Exchange exchange, Runnable requirement) {
    try (stream) {
      HttpBody first =
          stream.next().map(StreamedAnswers::body).orElse(HttpBody.getDefaultInstance());
      try {
        requirement.run();
        writer.begin(OK, first.getContentType());
        writer.write(first.getData().toByteArray());
        for (var next = stream.next(); next.isPresent(); next = stream.next()) {
          requirement.run();
          writer.write(body(next.get()).getData().toByteArray());
        }
        writer.end();
      } catch (ServiceException | BodyWriter.BrokenOffException e) {
        LOG.warnf("the answer to request %s broke off: %s", exchange.requestId(), e.getMessage());
        writer.breakOff();
      }
    }
  }

  private static HttpBody body(Message message) {
    return (HttpBody) message;
  }
}
