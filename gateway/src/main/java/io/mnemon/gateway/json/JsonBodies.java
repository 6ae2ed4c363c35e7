package io.mnemon.gateway.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import io.mnemon.api.ServiceException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the JSON body of a request into a message. */
public final class JsonBodies {
  /** The field that violations of the body as a whole name. */
  public static final String BODY = "body";

  // A level of free-form JSON takes three levels of protobuf, whose parsers stop at 100.
  private static final int MAX_DEPTH = 24;
  private static final String AN_OBJECT = "send a JSON object";

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxTokenCount(StrictJson.MAX_TOKENS)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonBodies() {}

  /**
   * Reads a JSON object into a message; gives its keys, those with the value null included.
   *
   * @param refusals takes what does not fit
   * @throws ServiceException INVALID_ARGUMENT if it is not a JSON object in UTF-8 at all
   */
  public static Set<String> read(ByteString body, Message.Builder builder, Refusals refusals) {
    if (!body.isValidUtf8()) {
      throw refused("is not valid UTF-8: encode the JSON as UTF-8");
    }
    try (JsonParser parser = FACTORY.createParser(body.toStringUtf8())) {
      JsonToken first = parser.nextToken();
      if (first == null) {
        throw refused("is empty: " + AN_OBJECT);
      }
      if (first != JsonToken.START_OBJECT) {
        throw refused("must be an object, not %s: %s".formatted(TokenWords.of(parser), AN_OBJECT));
      }
      Set<String> keys = new MessageReader(parser, refusals).read(builder, "");
      if (parser.nextToken() != null) {
        throw refused("goes on after the JSON object has ended: send one object");
      }
      return keys;
    } catch (StreamConstraintsException e) {
      throw refused(
          "is nested deeper than %d levels, holds more than %d names, values and brackets, or has a name or number of unreasonable length%s: send less at once"
              .formatted(MAX_DEPTH, StrictJson.MAX_TOKENS, at(e)));
    } catch (JsonProcessingException e) {
      throw refused("is not valid JSON%s: %s".formatted(at(e), firstLine(e.getOriginalMessage())));
    } catch (IOException e) {
      throw new UncheckedIOException("reading from a string failed", e);
    }
  }

  /** Reads free-form JSON out of a single text; null if it is no JSON object, which is noted. */
  static @Nullable Struct struct(String text, String path, Refusals refusals) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        Struct struct = new StructReader(parser, refusals).read(path);
        if (parser.nextToken() == null) {
          return struct;
        }
      }
    } catch (JsonProcessingException e) {
      refusals.add(
          path, "is not valid JSON%s: %s".formatted(at(e), firstLine(e.getOriginalMessage())));
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from a string failed", e);
    }
    refusals.add(path, "must be one JSON object, percent-encoded");
    return null;
  }

  private static String at(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null
        ? ""
        : " at line %d, column %d".formatted(location.getLineNr(), location.getColumnNr());
  }

  private static String firstLine(String message) {
    int end = message.indexOf('\n');
    return Refusals.shown(end < 0 ? message : message.substring(0, end));
  }

  private static ServiceException refused(String message) {
    return ServiceException.invalid(BODY, message);
  }
}
