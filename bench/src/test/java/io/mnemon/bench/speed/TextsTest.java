package io.mnemon.bench.speed;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.bench.door.Draft;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TextsTest {

  @Test
  void nobodyHasATextTwice() {
    Texts texts = new Texts(50, 0);

    List<Draft> drafts = LongStream.range(0, 200).mapToObj(texts::draft).toList();

    assertThat(drafts)
        .extracting(Draft::content)
        .containsAll(drafts.stream().map(Draft::content).limit(50).toList());
    assertThat(drafts).extracting(draft -> draft.user() + draft.content()).doesNotHaveDuplicates();
    assertThat(drafts)
        .extracting(Draft::user)
        .contains("user-0", "user-3")
        .doesNotContain("user-4");
  }

  @Test
  void aFourthAreTurnsOfEpisodesInTheirOrder() {
    Texts texts = new Texts(50, 0);

    List<Draft> turns =
        LongStream.range(0, 200)
            .mapToObj(texts::draft)
            .filter(draft -> draft.kind().equals("episode"))
            .toList();

    assertThat(turns).hasSize(50);
    assertThat(turns).extracting(Draft::messageId).doesNotHaveDuplicates();
    assertThat(turns)
        .isSortedAccordingTo(
            (a, b) -> String.valueOf(a.eventTime()).compareTo(String.valueOf(b.eventTime())));
  }

  @Test
  void whatIsFreshWasNeverKept() {
    Texts texts = new Texts(500, 0);

    assertThat(texts.freshText()).isNotEqualTo(texts.freshText());
    assertThat(LongStream.range(0, 500).mapToObj(texts::text)).doesNotContain(texts.freshText());
    assertThat(texts.cachedQuestions()).doesNotContain(texts.freshQuestion());
  }

  @Test
  void anotherRunHasTextsOfItsOwnAndTheSameRunTheSame() {
    Texts texts = new Texts(50, 0);
    Texts again = new Texts(50, 0);
    Texts other = new Texts(50, 1);

    assertThat(LongStream.range(0, 50).mapToObj(again::text))
        .containsExactlyElementsOf(LongStream.range(0, 50).mapToObj(texts::text).toList());
    assertThat(LongStream.range(0, 50).mapToObj(other::text))
        .doesNotContainAnyElementsOf(LongStream.range(0, 50).mapToObj(texts::text).toList());
    assertThat(other.freshQuestion()).isNotEqualTo(texts.freshQuestion());
    assertThat(other.cachedQuestions()).doesNotContainAnyElementsOf(texts.cachedQuestions());
  }
}
