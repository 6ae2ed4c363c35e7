package io.mnemon.gateway.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.mnemon.gateway.json.Refusals;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the headers that are fields of a request. */
final class HeaderReader {
  private static final Pattern ETAG = Pattern.compile("\"([1-9][0-9]{0,17})\"");
  private static final Pattern KEY = Pattern.compile("[\\x20-\\x7e]{1,255}");

  private HeaderReader() {}

  static void read(RestRequest rest, Message.Builder request, Refusals refusals) {
    rest.ifMatch()
        .ifPresent(
            header ->
                field(request, "expected_version")
                    .ifPresent(field -> ifMatch(header, request, field, refusals)));
    rest.idempotencyKey()
        .ifPresent(
            header ->
                field(request, "idempotency_key")
                    .ifPresent(field -> idempotencyKey(header, request, field, refusals)));
  }

  private static Optional<FieldDescriptor> field(Message.Builder request, String name) {
    return Optional.ofNullable(request.getDescriptorForType().findFieldByName(name));
  }

  private static void ifMatch(
      String header, Message.Builder request, FieldDescriptor field, Refusals refusals) {
    Matcher etag = ETAG.matcher(header.strip());
    if (etag.matches()) {
      request.setField(field, Long.valueOf(etag.group(1)));
    } else if (!header.strip().equals("*")) {
      refusals.add(
          "If-Match", "must be one ETag as an answer gave it, with its quotes: \"3\", or *");
    }
  }

  private static void idempotencyKey(
      String header, Message.Builder request, FieldDescriptor field, Refusals refusals) {
    Object inBody = request.getField(field);
    if (!KEY.matcher(header).matches()) {
      refusals.add("Idempotency-Key", "must be 1 to 255 printable ASCII characters");
    } else if (!inBody.equals("") && !inBody.equals(header)) {
      refusals.add("Idempotency-Key", "differs from idempotency_key in the body: send one of them");
    } else {
      request.setField(field, header);
    }
  }
}
