package io.mnemon.bench.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocomoFilesTest {
  @TempDir private Path folder;

  @Test
  void conversationsAreReadWithTheirTimesCaptionsAndEvidence() throws IOException {
    Files.createDirectory(folder.resolve("locomo"));
    Files.writeString(
        folder.resolve("locomo/conversation-7.json"),
        """
        {"conversation": "7", "speakers": ["Ann", "Ben"],
         "sessions": [{"id": "session_1", "date_time": "1:05 pm on 8 May, 2023", "turns": [
           {"dia_id": "D1:1", "speaker": "Ann", "text": "Look!", "blip_caption": "a red kite"},
           {"dia_id": "D1:2", "speaker": "Ben", "text": "Nice."}]}],
         "questions": [{"id": "7-0", "question": "What is red?", "answer": "a kite",
           "category": 4, "evidence": ["D1:1"]}]}
        """);

    List<Conversation> read = LocomoFiles.read(folder);

    assertThat(read)
        .containsExactly(
            new Conversation(
                "conversation 7",
                List.of(
                    new Conversation.Turn(
                        "D1:1",
                        "session_1",
                        Instant.parse("2023-05-08T13:05:00Z"),
                        "Ann: Look! [a red kite]"),
                    new Conversation.Turn(
                        "D1:2", "session_1", Instant.parse("2023-05-08T13:05:01Z"), "Ben: Nice.")),
                List.of(new Conversation.Question("What is red?", 4, List.of("D1:1")))));
  }

  @Test
  void aMissingFolderHoldsNone() {
    assertThat(LocomoFiles.read(folder.resolve("elsewhere"))).isEmpty();
  }
}
