package io.mnemon.acceptance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the platform has promised to one user: which memories there are and with which content. What
 * was asked for without an answer may have happened or not, and both are right.
 */
final class Promises {
  private final Map<String, Set<String>> contents = new HashMap<>();
  private final Set<String> perhapsDeleted = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();

  synchronized void added(String id, String content) {
    contents.put(id, new HashSet<>(Set.of(content)));
  }

  /** An update was asked for. */
  synchronized void mayBecome(String id, String content) {
    contents.computeIfAbsent(id, unknown -> new HashSet<>()).add(content);
  }

  /** An update was acknowledged. */
  synchronized void became(String id, String content) {
    added(id, content);
  }

  synchronized void mayBeDeleted(String id) {
    perhapsDeleted.add(id);
  }

  synchronized void deleted(String id) {
    contents.remove(id);
    perhapsDeleted.remove(id);
    deleted.add(id);
  }

  /** What is wrong with the content that is found under an id; nothing if it is as promised. */
  synchronized @Nullable String fault(String id, @Nullable String found) {
    Set<String> allowed = contents.get(id);
    if (allowed == null) {
      return found != null && deleted.contains(id) ? id + " was deleted and came back" : null;
    }
    if (found == null) {
      return perhapsDeleted.contains(id) ? null : id + " was acknowledged and is lost";
    }
    return allowed.contains(found) ? null : id + " says \"" + found + "\", not one of " + allowed;
  }

  synchronized Set<String> ids() {
    Set<String> ids = new HashSet<>(contents.keySet());
    ids.addAll(deleted);
    return ids;
  }

  synchronized Set<String> deletedIds() {
    return Set.copyOf(deleted);
  }

  synchronized int size() {
    return contents.size();
  }
}
