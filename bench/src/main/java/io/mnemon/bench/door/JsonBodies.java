package io.mnemon.bench.door;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bodies of requests over HTTP. */
final class JsonBodies {
  private static final JsonStringEncoder ENCODER = JsonStringEncoder.getInstance();

  private JsonBodies() {}

  static String search(Search search) {
    StringBuilder json = new StringBuilder(256).append("{\"limit\":").append(search.limit());
    if (search.user() != null) {
      json.append(",\"scope\":{\"user\":");
      quote(search.user(), json);
      json.append('}');
    }
    member("query", search.query(), json);
    member(
        "reference_time",
        search.referenceTime() == null ? null : search.referenceTime().toString(),
        json);
    return json.append('}').toString();
  }

  static String draft(Draft draft) {
    StringBuilder json = new StringBuilder(512);
    draft(draft, json);
    return json.toString();
  }

  static String batch(List<Draft> drafts) {
    StringBuilder json = new StringBuilder(512 * drafts.size()).append("{\"memories\":[");
    for (int i = 0; i < drafts.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      draft(drafts.get(i), json);
    }
    return json.append("]}").toString();
  }

  private static void draft(Draft draft, StringBuilder json) {
    json.append("{\"layer\":\"user\",\"scope\":{\"user\":");
    quote(draft.user(), json);
    json.append('}');
    member("kind", draft.kind(), json);
    member("episode", draft.episode(), json);
    member("event_time", draft.eventTime() == null ? null : draft.eventTime().toString(), json);
    member("source_message_id", draft.messageId(), json);
    member("content", draft.content(), json);
    json.append('}');
  }

  private static void member(String name, @Nullable String value, StringBuilder json) {
    if (value != null) {
      json.append(",\"").append(name).append("\":");
      quote(value, json);
    }
  }

  private static void quote(String text, StringBuilder json) {
    json.append('"');
    ENCODER.quoteAsString(text, json);
    json.append('"');
  }
}
