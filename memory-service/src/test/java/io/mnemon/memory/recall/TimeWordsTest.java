package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWordsTest {
  /** A Wednesday. */
  private static final Instant REFERENCE = Instant.parse("2023-08-16T10:00:00Z");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          What happened yesterday?                  | 2023-08-15 | 2023-08-16
          What did I do today?                      | 2023-08-16 | 2023-08-17
          Who called two days ago?                  | 2023-08-14 | 2023-08-15
          What did she cook a week ago?             | 2023-08-07 | 2023-08-14
          Who called nine days ago?                 | 2023-08-07 | 2023-08-08
          Who called ten days ago?                  | 2023-08-06 | 2023-08-07
          Who called 12 days ago?                   | 2023-08-04 | 2023-08-05
          What did we decide last week?             | 2023-08-07 | 2023-08-14
          Where was he last weekend?                | 2023-08-12 | 2023-08-14
          Where did they go last month?             | 2023-07-01 | 2023-08-01
          What did she learn last year?             | 2022-01-01 | 2023-01-01
          What did Tim read in May 2023?            | 2023-05-01 | 2023-06-01
          What did Tim read in May?                 | 2023-05-01 | 2023-06-01
          What did Tim read in November?            | 2022-11-01 | 2022-12-01
          Who came on 3 June?                       | 2023-06-03 | 2023-06-04
          Who came on the 3rd of December?          | 2022-12-03 | 2022-12-04
          Who came on May 3, 2021?                  | 2021-05-03 | 2021-05-04
          What was deployed on 2023-02-28?          | 2023-02-28 | 2023-03-01
          What did they build in 2019?              | 2019-01-01 | 2020-01-01
          Where were we last summer?                | 2022-06-01 | 2022-09-01
          Where were we last winter?                | 2022-12-01 | 2023-03-01
          Who was there on Monday?                  | 2023-08-14 | 2023-08-15
          Who was there last Wednesday?             | 2023-08-09 | 2023-08-10
          What has changed since March?             | 2023-03-01 | 2023-08-17
          What has changed after 1 March 2023?      | 2023-03-02 | 2023-08-17
          """)
  void wordsOfTimeAreASpan(String question, String from, String to) {
    assertThat(TimeWords.of(question, REFERENCE).span())
        .contains(
            new TimeWords.Span(
                Instant.parse(from + "T00:00:00Z"), Instant.parse(to + "T00:00:00Z")));
  }

  @Test
  void anyWordsOfTimeCanBeRead() {
    long seed = new Random().nextLong();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<String> words =
        List.of(
            ("a an one two three four five six seven eight nine ten 0 1 7 29 30 31 99 999 1000 2023"
                    + " 1999 0000 2023-02-30 2024-02-29 0001-01-01 3rd 31st of the in on during"
                    + " since before after until from last this past early day days week weeks"
                    + " month year years weekend ago, ago yesterday today night summer winter"
                    + " january february, march april may june december monday sunday when how"
                    + " long many what time , . ?")
                .split(" "));
    for (int i = 0; i < 20_000; i++) {
      String question =
          IntStream.range(0, 1 + random.nextInt(8))
              .mapToObj(j -> words.get(random.nextInt(words.size())))
              .collect(Collectors.joining(" "));
      TimeWords.of(question, REFERENCE)
          .span()
          .ifPresent(span -> assertThat(span.from()).as(question).isBefore(span.to()));
    }
  }

  @Test
  void beforeADateIsEverythingBeforeIt() {
    TimeWords.Span span =
        TimeWords.of("Where did she live before 1 May 2020?", REFERENCE).span().orElseThrow();

    assertThat(span.has(Instant.parse("1990-01-01T00:00:00Z"))).isTrue();
    assertThat(span.has(Instant.parse("2020-04-30T23:59:59Z"))).isTrue();
    assertThat(span.has(Instant.parse("2020-05-01T00:00:00Z"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "What may Alice like?",
        "Who came on 31 February 2023?",
        "Was hat sie letzte Woche gemacht?",
        "Which of the 2000 tickets is open?",
        "How many days does March have?"
      })
  void whatIsNoTimeIsLeftAlone(String question) {
    assertThat(TimeWords.of(question, REFERENCE).span()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          When did Caroline go to the support group? | true
          In which month did he move?                | true
          How long ago was the interview?            | true
          What date is the release?                  | true
          What does she do when it rains?            | false
          Which city did Tim visit?                  | false
          """)
  void aQuestionForATimeIsKnownByItsWords(String question, boolean asks) {
    assertThat(TimeWords.of(question, REFERENCE).asksWhen()).isEqualTo(asks);
  }
}
