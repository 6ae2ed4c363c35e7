package io.mnemon.gateway.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import io.mnemon.gateway.contract.HttpVerb;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.PercentText;
import io.mnemon.gateway.json.JsonAnswers;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes the answers of one method for HTTP. */
final class AnswerWriter {
  private static final int CREATED = 201;
  private static final int OK = 200;

  private final PublicMethod method;
  private final boolean createsWhatCanBeRead;

  AnswerWriter(PublicMethod method, PublicMethods methods) {
    this.method = method;
    this.createsWhatCanBeRead =
        method.successStatus() == CREATED
            && methods.all().stream()
                .anyMatch(
                    other ->
                        other.verb() == HttpVerb.GET
                            && other.path().text().equals(method.path().text() + "/{id}"));
  }

  Answer write(Message message) {
    Map<String, String> headers = new TreeMap<>();
    headers.put("Cache-Control", "no-store");
    if (message instanceof Empty) {
      return new Answer(method.successStatus(), headers, ByteString.EMPTY);
    }
    headers.put(Answer.CONTENT_TYPE, "application/json");
    version(message).ifPresent(version -> headers.put("ETag", "\"" + version + "\""));
    if (isDuplicate(message)) {
      return new Answer(OK, headers, json(message));
    }
    if (createsWhatCanBeRead) {
      id(message)
          .ifPresent(
              id ->
                  headers.put(
                      "Location", method.path().text() + "/" + PercentText.encodeSegment(id)));
    }
    return new Answer(method.successStatus(), headers, json(message));
  }

  private static ByteString json(Message message) {
    return UnsafeByteOperations.unsafeWrap(JsonAnswers.bytes(message));
  }

  private static Optional<Long> version(Message message) {
    return value(message, "version", Long.class).filter(version -> version > 0);
  }

  /** Nothing was created where the answer names the memory that was there already. */
  private boolean isDuplicate(Message message) {
    return method.successStatus() == CREATED
        && value(message, "duplicate_of", String.class).filter(id -> !id.isEmpty()).isPresent();
  }

  /** The id of what was created: the answer's own, or that of its first part which has one. */
  private static Optional<String> id(Message message) {
    Optional<String> own = value(message, "id", String.class);
    if (own.isPresent()) {
      return own;
    }
    return message.getAllFields().values().stream()
        .filter(Message.class::isInstance)
        .map(part -> value((Message) part, "id", String.class))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static <T> Optional<T> value(Message message, String name, Class<T> type) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    return Optional.ofNullable(field)
        .map(message::getField)
        .filter(type::isInstance)
        .map(type::cast);
  }
}
