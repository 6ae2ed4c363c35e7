package io.mnemon.memory.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.memory.MemoryBuilder;
import io.mnemon.memory.record.Attributes;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Write to bob@example.com today | Write to [e-mail] today",
        "bob.smith+tea@mail.example.co.uk, please | [e-mail], please",
        "<Bob> bob_1@sub-domain.example.org. | <Bob> [e-mail].",
        "mailto:jörg@müller.example | mailto:[e-mail]",
        "Call +49 170 1234567 | Call [telephone]",
        "Call +1 (415) 555-2671 now | Call [telephone] now",
        "Call 0049 30 901820. | Call [telephone].",
        "Tel. 030 / 901820-15 | Tel. [telephone]",
        "(415) 555-2671 | [telephone]",
        "415-555-2671 or 415.555.2672 | [telephone] or [telephone]",
        "07911123456 is hers | [telephone] is hers",
        "+491701234567 | [telephone]",
        "On 2026-05-01 415-555-2671 rang | On 2026-05-01 [telephone] rang"
      })
  void addressesAndNumbersAreTakenOut(String text, String redacted) {
    assertThat(Redaction.text(text)).isEqualTo(redacted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "We met on 2026-05-01 at 12:30",
        "It was 01.05.2026",
        "Version 25.0.1 of the JDK",
        "It costs 1234.50 euros",
        "Order 4711 of 2026",
        "10 000 people came",
        "The server listens on 127.0.0.1:8080",
        "Its address is 192.168.100.200",
        "@alice on the forum",
        "a @ b",
        "018f3a2b-7c4d-7e5f-8a9b-0c1d2e3f4a5b"
      })
  void otherNumbersStay(String text) {
    assertThat(Redaction.text(text)).isEqualTo(text);
  }

  @Test
  void metadataAndTagsAreReadAsWell() {
    Attributes attributes =
        MemoryBuilder.memory("Bob's address is bob@example.com")
            .tags("bob@example.com", "people")
            .metadata("{\"bob@example.com\":[{\"tel\":\"+49 170 1234567\"},7,true,null]}")
            .build()
            .attributes();

    Attributes redacted = Redaction.of(attributes);

    assertThat(redacted.content()).isEqualTo("Bob's address is [e-mail]");
    assertThat(redacted.tags()).isEqualTo(List.of("[e-mail]", "people"));
    assertThat(redacted.metadata())
        .isEqualTo("{\"[e-mail]\":[{\"tel\":\"[telephone]\"},7,true,null]}");
    assertThat(redacted.importance()).isEqualTo(attributes.importance());
  }
}
