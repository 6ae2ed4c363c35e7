package io.mnemon.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SymmetricKeyTest {
  private final byte[] material = new byte[SymmetricKey.SIZE_BYTES];
  private final byte[] text = "Ada lives in Lisbon".getBytes(UTF_8);
  private final byte[] row = "row 7".getBytes(UTF_8);

  /** What another library, Tink, made of the same key: what is kept must open for ever. */
  @Test
  void whatWasSealedBeforeOpens() {
    for (int i = 0; i < material.length; i++) {
      material[i] = (byte) i;
    }
    SymmetricKey key = SymmetricKey.derive(material, "purpose");
    HexFormat hex = HexFormat.of();

    assertThat(
            key.decrypt(
                hex.parseHex(
                    "1fe2b3e84f6383c2a00242778dd598b7203b131e08aebefe3cfb47229d816209ec3774d9"
                        + "6900f58a703ed2486a1b1b"),
                row))
        .isEqualTo(text);
    assertThat(hex.formatHex(key.hash(text)))
        .isEqualTo("96459b2180d7869c8770c5d5223cb8402be7e5a853de25a78288eb15e4d317ce");
  }

  @Test
  void tooFewBytesAreNoCiphertext() {
    SymmetricKey key = new SymmetricKey(material);

    for (int length : List.of(0, 1, 12, 27)) {
      assertThatThrownBy(() -> key.decrypt(new byte[length], row))
          .isInstanceOf(DecryptionFailedException.class);
    }
    assertThat(key.decrypt(key.encrypt(new byte[0], row), row)).isEmpty();
  }

  @Test
  void aFailureSpoilsNothingForWhoComesNext() {
    SymmetricKey key = new SymmetricKey(material);
    byte[] sealed = key.encrypt(text, row);

    for (int i = 0; i < 100; i++) {
      assertThatThrownBy(() -> key.decrypt(sealed, "row 8".getBytes(UTF_8)))
          .isInstanceOf(DecryptionFailedException.class);
      assertThat(key.decrypt(sealed, row)).isEqualTo(text);
    }
  }

  @Test
  void manyThreadsWithManyKeysDoNotDisturbEachOther() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<byte[]>> sealed =
          IntStream.range(0, 2_000)
              .mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            SymmetricKey key = SymmetricKey.derive(material, "key " + i % 7);
                            byte[] mine = ("text " + i).getBytes(UTF_8);
                            byte[] made = key.encrypt(mine, row);
                            assertThat(key.decrypt(made, row)).isEqualTo(mine);
                            assertThat(key.hash(mine)).isEqualTo(key.hash(mine));
                            return made;
                          }))
              .toList();
      Set<String> nonces = new HashSet<>();
      for (Future<byte[]> each : sealed) {
        nonces.add(HexFormat.of().formatHex(each.get(), 0, 12));
      }
      assertThat(nonces).hasSize(2_000);
    }
  }
}
