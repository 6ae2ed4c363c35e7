package io.mnemon.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExportVerifierTest {
  private static final List<PublicSigningKey> TRUSTED = List.of(SampleLog.KEY.publicKey());

  private final List<String> genuine = new SampleLog(new Random(7)).lines(60, 25, SampleLog.KEY);

  @Test
  void aGenuineExportIsSound() throws IOException {
    assertThat(verify(genuine, TRUSTED))
        .isInstanceOfSatisfying(
            Verification.Sound.class,
            sound -> {
              assertThat(sound.entries()).isEqualTo(60);
              assertThat(sound.checkpoints()).isEqualTo(3);
              assertThat(sound.isKeyTrusted()).isTrue();
              assertThat(sound.key()).isEqualTo(SampleLog.KEY.publicKey().id());
            });
  }

  @Test
  void withoutAKeyThatOfTheExportIsTakenAndSaidToBeSo() throws IOException {
    assertThat(verify(genuine, List.of()))
        .isInstanceOfSatisfying(
            Verification.Sound.class, sound -> assertThat(sound.isKeyTrusted()).isFalse());
  }

  @Test
  void anEmptyLogIsSound() throws IOException {
    assertThat(verify(new SampleLog(new Random(1)).lines(0, 5, SampleLog.KEY), TRUSTED))
        .isInstanceOf(Verification.Sound.class);
  }

  @Test
  void aChangedEntryIsNamed() throws IOException {
    List<String> lines = new ArrayList<>(genuine);
    lines.set(10, lines.get(10).replace("\"count\":", "\"count\":1"));

    assertThat(verify(lines, TRUSTED))
        .isEqualTo(
            new Verification.Broken(11, 10, "entry 10 was changed: its text has another hash"));
  }

  @Test
  void aRemovedEntryIsNamed() throws IOException {
    List<String> lines = new ArrayList<>(genuine);
    lines.remove(10);

    assertThat(verify(lines, TRUSTED))
        .isInstanceOfSatisfying(
            Verification.Broken.class,
            broken -> {
              assertThat(broken.seq()).isEqualTo(10);
              assertThat(broken.what()).contains("entry 10 is missing", "entry 11 stands there");
            });
  }

  @Test
  void anOlderPartOfTheLogIsNoLog() throws IOException {
    // Up to the second checkpoint everything is genuine; only the signed end is missing.
    List<String> lines = genuine.subList(0, 1 + 50 + 2);

    assertThat(verify(lines, TRUSTED))
        .isInstanceOfSatisfying(
            Verification.Broken.class,
            broken ->
                assertThat(broken.what()).contains("breaks off after entry 50", "signed end"));
  }

  @Test
  void whoRechainsWithAKeyOfTheirOwnIsFoundByTheKey() throws IOException {
    SigningKey other = SigningKey.create();
    List<String> forged = new SampleLog(new Random(7)).lines(60, 25, other);

    assertThat(verify(forged, List.of())).isInstanceOf(Verification.Sound.class);
    assertThat(verify(forged, TRUSTED))
        .isInstanceOfSatisfying(
            Verification.Broken.class,
            broken -> assertThat(broken.what()).contains(other.publicKey().id(), "not known"));
  }

  @Test
  void everyKeyThatTheFirstLineNamesMayHaveSigned() throws IOException {
    SigningKey other = SigningKey.create();
    List<String> lines = new ArrayList<>(new SampleLog(new Random(8)).lines(60, 25, other));
    assertThat(verify(lines, List.of())).isInstanceOf(Verification.Sound.class);

    lines.set(0, named(lines.getFirst(), SampleLog.KEY, other));
    assertThat(verify(lines, List.of())).isInstanceOf(Verification.Sound.class);

    lines.set(0, named(lines.getFirst(), SampleLog.KEY));
    assertThat(verify(lines, List.of())).isInstanceOf(Verification.Broken.class);
  }

  /** The first line of an export with other keys. */
  private static String named(String line, SigningKey... keys) {
    String tenant = line.replaceFirst(".*\"tenant\":\"([^\"]*)\".*", "$1");
    return Checkpoint.firstLine(
        UUID.fromString(tenant),
        Instant.parse("2026-01-01T12:00:00Z"),
        Stream.of(keys).map(SigningKey::publicKey).toList());
  }

  @Test
  void whatIsNoExportIsSaidToBeNone() throws IOException {
    assertThat(verify(List.of("{\"hello\":1}"), TRUSTED)).isInstanceOf(Verification.Broken.class);
    assertThat(verify(List.of(), TRUSTED)).isInstanceOf(Verification.Broken.class);
  }

  @Test
  void aKeyIsReadBack() {
    assertThat(SigningKey.of(SampleLog.KEY.text()).publicKey())
        .isEqualTo(SampleLog.KEY.publicKey());
  }

  static Verification verify(List<String> lines, List<PublicSigningKey> trusted)
      throws IOException {
    String text = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    return ExportVerifier.verify(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), trusted);
  }
}
