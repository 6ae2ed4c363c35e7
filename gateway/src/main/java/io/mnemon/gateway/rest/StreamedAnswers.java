package io.mnemon.gateway.rest;

import com.google.api.HttpBody;
import com.google.protobuf.Message;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.http.BodyWriter;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.json.JsonLines;
import io.mnemon.gateway.routing.AnswerStream;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Sends answers that are streams, of bytes or of messages, whose items become lines. A failure
 * before the first piece is an answer like any other; after it the connection breaks off, so that
 * nobody takes a part for the whole.
 */
final class StreamedAnswers {
  private static final Logger LOG = Logger.getLogger(StreamedAnswers.class);
  private static final String NDJSON = "application/x-ndjson";
  private static final int OK = 200;

  private StreamedAnswers() {}

  /**
   * @param requirement throws if the reader may not have the next piece
   * @throws ServiceException if there is not even a first piece
   */
  static void send(
      AnswerStream stream, BodyWriter writer, Exchange exchange, Runnable requirement) {
    try (stream) {
      Optional<Message> first = stream.next();
      try {
        requirement.run();
        writer.begin(OK, first.map(StreamedAnswers::contentType).orElse(NDJSON));
        for (var next = first; next.isPresent(); next = stream.next()) {
          requirement.run();
          writer.write(piece(next.get()));
        }
        writer.end();
      } catch (ServiceException | BodyWriter.BrokenOffException e) {
        LOG.warnf("the answer to request %s broke off: %s", exchange.requestId(), e.getMessage());
        writer.breakOff();
      }
    }
  }

  private static String contentType(Message message) {
    return message instanceof HttpBody body ? body.getContentType() : NDJSON;
  }

  private static byte[] piece(Message message) {
    return message instanceof HttpBody body
        ? body.getData().toByteArray()
        : JsonLines.bytes(message);
  }
}
