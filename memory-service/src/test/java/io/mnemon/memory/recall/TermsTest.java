package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TermsTest {
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID OTHER_TENANT = new UUID(1, 2);

  private final BlindTerms blindTerms = new BlindTerms(TermsTest::hash);

  @ParameterizedTest
  @CsvSource({
    "'The Codes, of the DOORS!', 'code door'",
    "'policies and classes', 'policy classe'",
    "'bus gas class lens', 'bus gas class len'",
    "'Café №7 ｆｕｌｌ', 'café no7 full'",
    "'v1.2-rc3', 'v1 2 rc3'",
    "'東京タワー 2 好', '東京 京タ タワ ワー 2 好'",
    "' — ', ''"
  })
  void aTextIsItsWordsWithoutTheCommonestInSingular(String text, String terms) {
    assertThat(String.join(" ", Terms.of(text))).isEqualTo(terms);
  }

  @ParameterizedTest
  @CsvSource({
    "'When did O''Neil go to the C++ meet-up?', 'O''Neil go C++ meet-up?'",
    "'What''s \"the\" door code', 'door code'",
    "'Who is it?', 'Who is it?'",
    "'deploy', 'deploy'"
  })
  void aQuestionIsSearchedByTheWordsThatTellWhatItIsAbout(String question, String telling) {
    assertThat(Terms.telling(question)).isEqualTo(telling);
  }

  @Test
  void aBlindTextSharesTermsWithItsQueryAndShowsNoWord() {
    String text = blindTerms.ofText(TENANT, "Keller has diabetes, says Keller's doctor");
    List<String> terms = List.of(text.split(" "));

    assertThat(terms)
        .containsAll(blindTerms.ofQuery(TENANT, "KELLER doctors"))
        .allMatch(term -> term.matches("[bcdfghjklmnpqrtv]{20}"))
        .isSorted();
    assertThat(terms.stream().filter(blindTerms.ofQuery(TENANT, "keller")::contains)).hasSize(2);
  }

  @Test
  void tenantsShareNoBlindTerms() {
    assertThat(blindTerms.ofQuery(TENANT, "keller"))
        .isNotEqualTo(blindTerms.ofQuery(OTHER_TENANT, "keller"));
  }

  @Test
  void aQueryOfManyWordsAsksForBoundedlyMany() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 1_000; i++) {
      text.append("word").append(i).append(' ');
    }

    assertThat(blindTerms.ofQuery(TENANT, text.toString())).hasSize(64);
  }

  @Test
  void aTextThatSaysAllOfTheQueryCoversMoreThanOneThatSaysHalf() {
    List<SecretScores.Score> scores =
        SecretScores.of(
            "vault combination",
            List.of("the vault combination", "the vault", "a cat", "combination combination"));

    assertThat(scores.get(0).coverage()).isBetween(0.8, 1.0);
    assertThat(scores.get(1).coverage()).isLessThan(scores.get(0).coverage()).isPositive();
    assertThat(scores.get(2).coverage()).isZero();
    assertThat(scores)
        .allMatch(score -> score.coverage() >= 0 && score.coverage() <= 1)
        .allMatch(score -> (score.bm25() > 0) == (score.coverage() > 0));
  }

  @Test
  void aWordThatNoTextHasCountsAgainstAll() {
    double without = SecretScores.of("vault", List.of("the vault")).getFirst().coverage();
    double with = SecretScores.of("vault zebra", List.of("the vault")).getFirst().coverage();

    assertThat(with).isLessThan(without / 2);
  }

  @Test
  void aQueryOfCommonWordsCoversNothing() {
    assertThat(SecretScores.of("what is the", List.of("the vault")).getFirst().coverage()).isZero();
  }

  private static byte[] hash(UUID tenant, String term) {
    try {
      return MessageDigest.getInstance("SHA-256")
          .digest((tenant + term).getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
