package io.mnemon.gateway.compat.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.Calls;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.compat.MemoryPages;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The files of one user. A file is a turn whose message id is made of its path: so of two that
 * create it at once, one finds it there.
 */
final class Files {
  private static final String TAG = "anthropic-memory";

  /** Those that came in beside each other when the last one was counted. */
  private static final int SLACK = 100;

  private final Calls calls;
  private final Optional<String> user;
  private final Limits limits;

  /**
   * @param user whose files they are, if not the caller's own
   */
  Files(Calls calls, Optional<String> user, Limits limits) {
    this.calls = calls;
    this.user = user;
    this.limits = limits;
  }

  /**
   * How much is kept.
   *
   * @param most how many files a user may have
   * @param maxBytes how many bytes a file may have
   */
  record Limits(int most, int maxBytes) {}

  /**
   * A file as it was read.
   *
   * @param bytes how long its text is in UTF-8
   * @param text empty where only what lies in a directory was asked for
   */
  record Kept(String id, long version, String key, int bytes, String text) {
    Kept withoutText() {
      return new Kept(id, version, key, bytes, "");
    }
  }

  int most() {
    return limits.most();
  }

  /**
   * What is at a path: the file itself, or what lies within the directory, without their texts.
   *
   * @throws ToolFailure if that is more than is looked through
   */
  List<Kept> at(FilePath path) {
    ObjectNode list = Json.object();
    list.putArray("layers").add("user");
    list.putArray("kinds").add("episode");
    list.putArray("tags").add(TAG);
    user.ifPresent(name -> list.putObject("scope").put("user", name));
    ArrayNode either = list.putObject("filter").putArray("OR");
    either.addObject().put("metadata.path", path.key());
    either.addObject().put("metadata.within", path.key());
    List<Kept> files = new ArrayList<>();
    MemoryPages.Walked walked =
        MemoryPages.each(
            calls,
            "ListMemories",
            list,
            "memories",
            limits.most() + SLACK,
            (memory, index) -> {
              Kept file = kept(memory);
              if (file.key().equals(path.key())) {
                files.add(file);
              } else if (path.contains(file.key())) {
                files.add(file.withoutText());
              }
            });
    if (walked.more()) {
      throw new ToolFailure(
          "There are more than %d files at %s, which cannot be listed. Look in a directory."
              .formatted(walked.count(), path.given()));
    }
    return files;
  }

  private static Kept kept(JsonNode memory) {
    JsonNode metadata = memory.path("metadata");
    String text = metadata.path("text").asText(memory.path("content").asText());
    return new Kept(
        memory.path("id").asText(),
        memory.path("version").asLong(),
        metadata.path("path").asText(),
        text.getBytes(StandardCharsets.UTF_8).length,
        text);
  }

  /** Keeps a new file; empty if there is one at the path. */
  Optional<Kept> add(FilePath path, String text) {
    ObjectNode memory = content(path.key(), text);
    memory.put("layer", "user").put("kind", "episode");
    memory.put("source_message_id", TAG + path.key()).putArray("tags").add(TAG);
    user.ifPresent(name -> memory.putObject("scope").put("user", name));
    ObjectNode added = calls.call("AddMemory", Json.object().set("memory", memory));
    return added.path("duplicate_of").asText("").isEmpty()
        ? Optional.of(kept(added))
        : Optional.empty();
  }

  /** A memory has words; a file that has none shows its path. */
  private ObjectNode content(String key, String text) {
    int bytes = text.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > limits.maxBytes()) {
      throw new ToolFailure(
          "File %s would have %d bytes. Maximum is %d bytes."
              .formatted(key, bytes, limits.maxBytes()));
    }
    ObjectNode memory = Json.object().put("content", text.isBlank() ? key : text);
    ObjectNode metadata = memory.putObject("metadata").put("path", key);
    ArrayNode within = metadata.putArray("within");
    new FilePath(key, key).directories().forEach(within::add);
    if (text.isBlank()) {
      metadata.put("text", text);
    }
    return memory;
  }

  /**
   * Replaces a file as it was read.
   *
   * @throws ServiceException ABORTED if it has been changed since, NOT_FOUND if it is gone
   */
  Kept replace(Kept file, String text) {
    ObjectNode update = Json.object().put("id", file.id());
    update.put("update_mask", "content,metadata").put("expected_version", file.version());
    return kept(calls.call("UpdateMemory", update.set("memory", content(file.key(), text))));
  }

  /** Deletes a file, whatever it says by now. */
  void delete(Kept file) {
    try {
      ObjectNode done = calls.call("DeleteMemory", Json.object().put("id", file.id()));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  /**
   * Deletes a file as it was read.
   *
   * @throws ServiceException ABORTED if it has been changed since, NOT_FOUND if it is gone
   */
  void deleteUnchanged(Kept file) {
    ObjectNode done =
        calls.call(
            "DeleteMemory",
            Json.object().put("id", file.id()).put("expected_version", file.version()));
  }

  /** The file as it is now; empty if it is gone. */
  Optional<Kept> again(Kept file) {
    try {
      return Optional.of(kept(calls.call("GetMemory", Json.object().put("id", file.id()))));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
      return Optional.empty();
    }
  }
}
