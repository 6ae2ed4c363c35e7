package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeToldTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "I went there yesterday",
        "We moved in March",
        "It broke two weeks ago",
        "I watched it around 3 years ago",
        "Last Friday we won",
        "I met them on the 15th",
        "Since 2016 I have been painting",
        "We met yesterday",
        "TODAY was fine",
        "I saw her the other day.",
        "He has just left",
        "two weeks ago",
        "It was last summer",
        "next Tuesday, perhaps",
        "this past few months: this morning",
        "since 1999",
        "by March",
        "on the 3rd",
        "on 3 June",
        "(May 14)",
        "In 2023: a marathon",
        "a year later",
        "a couple of days before",
        "for about three weeks",
        "in 5 days"
      })
  void aTextThatTellsATime(String text) {
    assertThat(TimeTold.in(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "I like tea",
        "She may come",
        "That was a long day",
        "Room 12 is free",
        "Alice takes her tea without sugar",
        "the other book",
        "next to the house",
        "in the house for a while",
        "May I come in?",
        "adjusted, pastoday, e2023x, _2023",
        "12 apples and 345678",
        "for a friend",
        "日本語のテキスト"
      })
  void aTextThatTellsNone(String text) {
    assertThat(TimeTold.in(text)).isFalse();
  }
}
