package io.mnemon.bench.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mnemon.bench.corpus.Conversation;
import io.mnemon.bench.door.Draft;
import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.door.Search;
import io.mnemon.bench.platform.Observer;
import io.mnemon.bench.platform.Platform;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the platform finds over HTTP: each turn is a memory, each conversation a user's. */
final class PlatformAnswers implements Finder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BATCH = 100;

  private final HttpConnection connection;
  private final String key;
  private final String user;
  private final Instant end;

  /** Adds the turns in their order, and returns when the index has followed them all. */
  PlatformAnswers(Platform platform, Conversation conversation) {
    connection = platform.connect();
    key = platform.applicationKey();
    user = conversation.name().replace(' ', '-');
    end = conversation.turns().getLast().time();
    List<Draft> drafts =
        conversation.turns().stream()
            .map(turn -> Draft.turn(user, turn.content(), turn.session(), turn.time(), turn.id()))
            .toList();
    for (int from = 0; from < drafts.size(); from += BATCH) {
      connection.addAll(key, drafts.subList(from, Math.min(drafts.size(), from + BATCH)));
    }
    new Observer(platform).awaitQuiet();
  }

  @Override
  public List<String> find(String question, int limit) {
    try {
      JsonNode answer =
          JSON.readTree(connection.answer(key, new Search(user, question, limit, end)));
      if (answer.path("partial").asBoolean()) {
        throw new IllegalStateException("an answer was partial: quality cannot be judged by it");
      }
      List<String> ids = new ArrayList<>();
      for (JsonNode result : answer.path("results")) {
        ids.add(result.path("memory").path("source_message_id").asText());
      }
      return ids;
    } catch (IOException e) {
      throw new UncheckedIOException("the platform's answer is no JSON", e);
    }
  }

  @Override
  public void close() {
    connection.close();
  }
}
