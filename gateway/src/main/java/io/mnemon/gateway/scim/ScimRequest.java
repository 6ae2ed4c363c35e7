package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request as it came.
 *
 * @param base the address of SCIM as the client knows it
 * @param id of the resource; empty for a whole collection
 * @param query the parameters of the URL, in their own case
 * @param ifMatch the header of this name, as is the following
 * @param calls the methods of the services, called as whoever sent the request
 */
record ScimRequest(
    String base,
    String id,
    Map<String, String> query,
    ByteString body,
    Optional<String> ifMatch,
    Optional<String> ifNoneMatch,
    Calls calls) {
  private static final Pattern ETAG = Pattern.compile("(?:W/)?\"([0-9]{1,18})\"");
  private static final int DEFAULT_COUNT = 100;
  private static final int MAX_COUNT = 200;
  private static final int MAX_INDEX = 1_000_000_000;

  /** Calls a method of the contract. */
  @FunctionalInterface
  interface Calls {
    /**
     * @throws io.mnemon.api.ServiceException the refusal
     */
    Message call(String method, Message request);

    default <T extends Message> T call(String method, Message request, Class<T> answer) {
      return answer.cast(call(method, request));
    }
  }

  ObjectNode json() {
    return Json.parse(body);
  }

  @Nullable String parameter(String name) {
    return query.get(name);
  }

  Projection projection(Schema schema) {
    return Projection.of(parameter("attributes"), parameter("excludedAttributes"), schema);
  }

  /** The first resource wanted, from 1; less than that means the first. */
  int startIndex() {
    return Math.clamp(number("startIndex", 1), 1, MAX_INDEX);
  }

  /** How many resources are wanted; fewer come where more are asked for than are told at once. */
  int count() {
    return Math.clamp(number("count", DEFAULT_COUNT), 0, MAX_COUNT);
  }

  private long number(String name, int other) {
    String text = parameter(name);
    if (text == null || text.isEmpty()) {
      return other;
    }
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw ScimException.bad(Reason.INVALID_VALUE, name + " must be a whole number");
    }
  }

  /** The version that the resource must have; empty for any. */
  Optional<Long> expectedVersion() {
    return ifMatch.map(String::strip).filter(etag -> !etag.equals("*")).map(ScimRequest::version);
  }

  private static long version(String etag) {
    Matcher matcher = ETAG.matcher(etag);
    if (!matcher.matches()) {
      throw ScimException.of(
          412, "If-Match must be one ETag as an answer gave it, such as W/\"3\", or *");
    }
    return Long.parseLong(matcher.group(1));
  }

  /** Whether the client has this version already. */
  boolean knows(long version) {
    return ifNoneMatch
        .map(String::strip)
        .filter(etag -> etag.equals("*") || etag.equals(ScimAnswers.etag(version)))
        .isPresent();
  }
}
