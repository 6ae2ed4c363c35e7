package io.mnemon.operations.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mnemon.embedded.FolderFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveSizeTest {

  private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

  @TempDir Path folder;

  private ArchiveWriter writer(Path archive) throws IOException {
    var header =
        new ArchiveHeader(FolderFormat.ours(), ArchiveHeader.EXTERNAL, "", NOW, true, 0, Map.of());
    return ArchiveWriter.create(archive, header, Progress.silent());
  }

  private static ArchiveManifest read(Path archive) throws IOException {
    return new ArchiveReader(archive, Progress.silent()).read(new Unpacking.Nowhere());
  }

  @Test
  void anArchiveOfVeryManyFilesIsReadAgain() throws Exception {
    int files = 420_000;
    Path archive = folder.resolve("many.mnemon");
    String tenant = "data/objects/archive/01a221d8-9d3f-7000-ac46-92e1c35a4756/";
    try (var writer = writer(archive)) {
      for (int i = 0; i < files; i++) {
        writer.text(tenant + "01a221d8-9d3f-7000-ac46-%012d".formatted(i), "");
      }
      writer.finish(new Facts().put("consistent", NOW));
    }

    ArchiveManifest manifest = read(archive);

    assertThat(manifest.files()).isEqualTo(files + 1);
    assertThat(manifest.consistentAt()).hasValue(NOW);
    try (var entries = Files.list(folder)) {
      assertThat(entries).containsExactly(archive);
    }
  }

  @Test
  void aFileThatTheManifestDoesNotNameIsFound() throws Exception {
    var found = new MemberPrints();
    var member = new ArchiveManifest.Member("data/format", 3, "00ff");
    found.add(member);
    found.add(new ArchiveManifest.Member("data/more", 0, "00ff"));
    found.requireNext(member.line());

    assertThatThrownBy(() -> found.allWith(new Facts())).hasMessageContaining("does not name");
    assertThatThrownBy(() -> found.requireNext(member.line()))
        .hasMessage("It is damaged: data/format is not as it was written.");
  }
}
