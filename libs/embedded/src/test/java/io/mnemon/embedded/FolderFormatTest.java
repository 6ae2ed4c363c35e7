package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FolderFormatTest {

  @TempDir Path folder;

  private final List<String> done = new ArrayList<>();

  private FolderFormat.Step step(String name) {
    return path -> done.add(name);
  }

  private void writtenBeforeFoldersNamedTheirFormat() throws IOException {
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/postgres"), "secret");
  }

  private static FolderFormat format(int layout, String release) {
    return new FolderFormat(layout, new Release(release));
  }

  @Test
  void anEmptyFolderGetsOurFormatWithoutAnyStep() {
    FolderFormat.upgrade(folder, format(2, "0.2.0"), List.of(step("one"), step("two")));

    assertThat(done).isEmpty();
    assertThat(FolderFormat.of(folder)).isEqualTo(Optional.of(format(2, "0.2.0")));
  }

  @Test
  void aFolderWithoutAFormatIsBroughtThroughEveryStep() throws Exception {
    writtenBeforeFoldersNamedTheirFormat();

    FolderFormat.upgrade(folder, format(2, "0.2.0"), List.of(step("one"), step("two")));

    assertThat(done).containsExactly("one", "two");
    assertThat(FolderFormat.of(folder)).isEqualTo(Optional.of(format(2, "0.2.0")));
  }

  @Test
  void anUpgradeThatWasInterruptedGoesOnWhereItStopped() throws Exception {
    writtenBeforeFoldersNamedTheirFormat();
    FolderFormat.Step failing =
        path -> {
          throw new IOException("the power went");
        };
    assertThatThrownBy(
            () -> FolderFormat.upgrade(folder, format(2, "0.2.0"), List.of(step("one"), failing)))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("the power went");

    FolderFormat.upgrade(folder, format(2, "0.2.0"), List.of(step("one"), step("two")));

    assertThat(done).containsExactly("one", "two");
  }

  @Test
  void whatALaterReleaseWroteIsRefusedAndLeftAlone() throws Exception {
    for (FolderFormat later : List.of(format(3, "0.2.0"), format(2, "0.10.0"))) {
      Files.writeString(folder.resolve("format"), later.text());

      assertThatThrownBy(
              () -> FolderFormat.upgrade(folder, format(2, "0.2.0"), List.of(step("1"), step("2"))))
          .isInstanceOf(CannotStart.class)
          .hasMessageContaining("was written by Mnemon " + later.release())
          .hasMessageContaining("restore a backup that was made before the upgrade");
      assertThat(folder.resolve("format")).hasContent(later.text());
    }
  }

  @Test
  void anUnreadableFormatIsNotGuessed() throws Exception {
    Files.writeString(folder.resolve("format"), "?");

    assertThatThrownBy(() -> FolderFormat.upgrade(folder))
        .isInstanceOf(CannotStart.class)
        .hasMessageContaining("put them back");
  }

  @ParameterizedTest
  @CsvSource({
    "0.1.0, 0.2.0",
    "0.2.0, 0.10.0",
    "0.9.9, 1.0.0",
    "0.1.0-SNAPSHOT, 0.1.1",
    "0.1, 0.1.1"
  })
  void releasesAreOrderedByTheirNumbers(String earlier, String later) {
    assertThat(new Release(earlier)).isLessThan(new Release(later));
  }

  @Test
  void theRunningReleaseIsThatOfTheBuild() {
    assertThat(Release.running().name()).matches("\\d+\\.\\d+\\.\\d+.*");
    assertThat(new Release("1.0.0-SNAPSHOT")).isEqualByComparingTo(new Release("1.0.0"));
  }
}
