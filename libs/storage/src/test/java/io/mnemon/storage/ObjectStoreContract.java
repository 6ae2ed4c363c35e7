package io.mnemon.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every object store does; each test starts with an empty one. */
abstract class ObjectStoreContract {
  abstract ObjectStore store();

  @Test
  void anObjectComesBack() {
    store().put("tenant/a.txt", bytes("one"));

    assertThat(store().get("tenant/a.txt")).hasValue(bytes("one"));
    assertThat(store().stat("tenant/a.txt").orElseThrow().sizeBytes()).isEqualTo(3);
    assertThat(store().stat("tenant/a.txt").orElseThrow().key()).isEqualTo("tenant/a.txt");
  }

  @Test
  void anObjectMayBeEmpty() {
    store().put("empty", new byte[0]);

    assertThat(store().get("empty")).hasValue(new byte[0]);
  }

  @Test
  void whatWasNeverPutIsAbsent() {
    store().put("a/b", bytes("one"));

    assertThat(store().get("nothing")).isEmpty();
    assertThat(store().stat("nothing")).isEmpty();
    assertThat(store().get("a")).as("a prefix of a key").isEmpty();
    assertThat(store().stat("a")).isEmpty();
    assertThat(store().get("a/b/c")).as("a key below an object").isEmpty();
    assertThat(store().stat("a/b/c")).isEmpty();
  }

  @Test
  void theLastContentWins() {
    store().put("a", bytes("first"));
    store().put("a", bytes("2nd"));

    assertThat(store().get("a")).hasValue(bytes("2nd"));
  }

  @Test
  void aDeletedObjectIsAbsentAndMayBeDeletedAgain() {
    store().put("a/b", bytes("one"));

    store().delete("a/b");
    store().delete("a/b");

    assertThat(store().get("a/b")).isEmpty();
    assertThat(store().list("", "", 10)).isEmpty();
  }

  @Test
  void deletingAPrefixDeletesNothing() {
    store().put("a/b", bytes("one"));

    store().delete("a");

    assertThat(store().get("a/b")).isPresent();
  }

  @Test
  void aListIsInTheOrderOfKeysAndCanBePaged() {
    List<String> keys = List.of("a-1/x", "a/1", "a/10", "a/2", "a0", "b/1", "b/c/1");
    keys.reversed().forEach(key -> store().put(key, bytes(key)));

    assertThat(keys(store().list("", "", 100))).isEqualTo(keys);
    assertThat(keys(store().list("", "", 3))).isEqualTo(keys.subList(0, 3));
    assertThat(keys(store().list("", "a/10", 3))).isEqualTo(keys.subList(3, 6));
    assertThat(store().list("", "b/c/1", 3)).isEmpty();
  }

  @Test
  void aPrefixMayEndAnywhere() {
    List.of("ab/1", "ab/2", "abc/1", "b").forEach(key -> store().put(key, bytes(key)));

    assertThat(keys(store().list("ab", "", 10))).containsExactly("ab/1", "ab/2", "abc/1");
    assertThat(keys(store().list("ab/", "", 10))).containsExactly("ab/1", "ab/2");
    assertThat(keys(store().list("abc/1", "", 10))).containsExactly("abc/1");
    assertThat(store().list("abd", "", 10)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "../a",
        "a/../b",
        "a/./b",
        ".drafts/a",
        "a/.b",
        "a\\b",
        "a b",
        "ä",
        "a\0b",
        "a:b",
        "~",
        "a/..",
        "%2e%2e/a"
      })
  void aKeyThatCouldLeadElsewhereIsRefused(String key) {
    assertThatThrownBy(() -> store().put(key, bytes("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().get(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().stat(key)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> store().delete(key)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aKeyHasABound() {
    String segment = "x".repeat(200);
    String longest = String.join("/", List.of(segment, segment, segment, segment, segment));
    store().put(longest, bytes("one"));

    assertThat(store().get(longest)).isPresent();
    assertThatThrownBy(() -> store().put("x/".repeat(512) + "x", bytes("one")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aReaderSeesOneContentOrTheOther() throws Exception {
    byte[] zeros = new byte[300_000];
    byte[] ones = new byte[300_000];
    Arrays.fill(ones, (byte) 1);
    store().put("a", zeros);

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> writing =
          threads.submit(
              () -> {
                for (int i = 0; i < 30; i++) {
                  store().put("a", i % 2 == 0 ? ones : zeros);
                }
              });
      while (!writing.isDone()) {
        byte[] read = store().get("a").orElseThrow();
        assertThat(Arrays.equals(read, zeros) || Arrays.equals(read, ones)).isTrue();
      }
      writing.get();
    }
  }

  private static List<String> keys(List<StoredObject> objects) {
    return objects.stream().map(StoredObject::key).toList();
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
