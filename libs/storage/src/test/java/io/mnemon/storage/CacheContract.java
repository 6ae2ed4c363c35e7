package io.mnemon.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every cache does. */
abstract class CacheContract {
  private static final Duration LONG = Duration.ofMinutes(5);

  /** A store that other tests may share: keys of a test start with its own prefix. */
  private final String prefix = UUID.randomUUID() + ":";

  abstract Cache cache();

  /** Returns once the time has passed for the cache. */
  abstract void elapse(Duration time, Cache cache, String key);

  @Test
  void aValueComesBack() {
    cache().put(prefix + "a", bytes("one"), LONG);

    assertThat(cache().get(prefix + "a")).hasValue(bytes("one"));
  }

  @Test
  void whatWasNeverPutIsAbsent() {
    assertThat(cache().get(prefix + "nothing")).isEmpty();
  }

  @Test
  void anyBytesComeBackUnchanged() {
    byte[] all = new byte[70_000];
    for (int i = 0; i < all.length; i++) {
      all[i] = (byte) i;
    }

    cache().put(prefix + "all", all, LONG);
    cache().put(prefix + "none", new byte[0], LONG);

    assertThat(cache().get(prefix + "all")).hasValue(all);
    assertThat(cache().get(prefix + "none")).hasValue(new byte[0]);
  }

  @Test
  void theLastValueWins() {
    cache().put(prefix + "a", bytes("one"), LONG);
    cache().put(prefix + "a", bytes("two"), LONG);

    assertThat(cache().get(prefix + "a")).hasValue(bytes("two"));
  }

  @Test
  void manyValuesComeAndGoTogether() {
    Map<String, byte[]> values = new HashMap<>();
    for (int i = 0; i < 1_203; i++) {
      values.put(prefix + i, bytes("value " + i));
    }

    cache().putAll(values, LONG);

    List<String> keys = new ArrayList<>(values.keySet());
    keys.add(prefix + "absent");
    assertThat(cache().getAll(keys)).containsExactlyInAnyOrderEntriesOf(values);
  }

  @Test
  void nothingIsAskedForNothing() {
    cache().putAll(Map.of(), LONG);

    assertThat(cache().getAll(List.of())).isEmpty();
  }

  @Test
  void removedValuesAreAbsentAndSurelyGone() {
    cache().put(prefix + "a", bytes("one"), LONG);
    cache().put(prefix + "b", bytes("two"), LONG);
    cache().put(prefix + "c", bytes("three"), LONG);

    assertThat(cache().removeAll(List.of(prefix + "a", prefix + "b", prefix + "absent"))).isTrue();
    assertThat(cache().removeAll(List.of())).isTrue();

    assertThat(cache().getAll(List.of(prefix + "a", prefix + "b", prefix + "c")))
        .containsOnlyKeys(prefix + "c");
  }

  @Test
  void aValueExpires() {
    Duration ttl = Duration.ofMillis(50);
    cache().put(prefix + "short", bytes("one"), ttl);
    cache().put(prefix + "long", bytes("one"), LONG);

    elapse(ttl, cache(), prefix + "short");

    assertThat(cache().get(prefix + "short")).isEmpty();
    assertThat(cache().get(prefix + "long")).isPresent();
  }

  @Test
  void whatTheCallerDoesToItsArraysStaysItsOwnAffair() {
    byte[] value = bytes("one");
    cache().put(prefix + "a", value, LONG);
    value[0] = '!';
    cache().get(prefix + "a").orElseThrow()[0] = '?';

    assertThat(cache().get(prefix + "a")).hasValue(bytes("one"));
  }

  @Test
  void aValueThatWouldNotLiveIsRefused() {
    assertThatThrownBy(() -> cache().put(prefix + "a", bytes("one"), Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> cache().putAll(Map.of(prefix + "a", bytes("one")), Duration.ofNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
