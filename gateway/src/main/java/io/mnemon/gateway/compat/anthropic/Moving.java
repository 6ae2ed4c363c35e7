package io.mnemon.gateway.compat.anthropic;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.List;
import java.util.Optional;

/**
 * Renames files. A file's path is what it is found by, so it is kept anew at the new one and then
 * deleted at the old one: whatever happens in between, no text is lost.
 */
final class Moving {
  private final Files files;
  private final int attempts;

  Moving(Files files, int attempts) {
    this.files = files;
    this.attempts = attempts;
  }

  /**
   * @throws ToolFailure if a file stands where a directory has to be
   */
  static void requireDirectories(List<Files.Kept> files, FilePath path) {
    for (Files.Kept file : files) {
      if (path.directories().contains(file.key())) {
        throw new ToolFailure("The path %s is not a directory.".formatted(file.key()));
      }
    }
  }

  String move(FilePath from, FilePath to) {
    if (from.isRoot()) {
      throw new ToolFailure("Cannot rename the /memories directory itself");
    }
    List<Files.Kept> all = files.at(FilePath.of("/memories"));
    if (to.isRoot() || all.stream().anyMatch(one -> isAt(one, to))) {
      throw taken(to);
    }
    List<Files.Kept> moved = all.stream().filter(one -> isAt(one, from)).toList();
    if (moved.isEmpty()) {
      throw gone(from);
    }
    if (from.contains(to.key())) {
      throw new ToolFailure("Cannot rename %s into itself".formatted(from.given()));
    }
    requireDirectories(all, to);
    List<FilePath> places = moved.stream().map(file -> from.moved(file.key(), to)).toList();
    for (int i = 0; i < places.size(); i++) {
      Files.Kept file = files.again(moved.get(i)).orElseThrow(() -> gone(from));
      leave(file, files.add(places.get(i), file.text()).orElseThrow(() -> taken(to)), from);
    }
    return "Successfully renamed %s to %s".formatted(from.given(), to.given());
  }

  private static boolean isAt(Files.Kept file, FilePath path) {
    return file.key().equals(path.key()) || path.contains(file.key());
  }

  private static ToolFailure taken(FilePath path) {
    return new ToolFailure("The destination %s already exists".formatted(path.given()));
  }

  private static ToolFailure gone(FilePath path) {
    return new ToolFailure("The path %s does not exist".formatted(path.given()));
  }

  /** Deletes a copy, unless somebody has written on in it. */
  private void takeBack(Files.Kept copy) {
    try {
      files.deleteUnchanged(copy);
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.ABORTED && e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  /** Deletes a file at its old path; what was edited there meanwhile is carried over first. */
  private void leave(Files.Kept old, Files.Kept copy, FilePath from) {
    Files.Kept file = old;
    Files.Kept kept = copy;
    for (int attempt = 1; ; attempt++) {
      try {
        files.deleteUnchanged(file);
        return;
      } catch (ServiceException e) {
        if (e.code() != ErrorCode.ABORTED && e.code() != ErrorCode.NOT_FOUND) {
          throw e;
        }
        Optional<Files.Kept> now = files.again(file);
        if (now.isEmpty()) {
          // Somebody else has deleted or renamed it first.
          takeBack(kept);
          throw gone(from);
        }
        if (attempt == attempts) {
          throw e;
        }
        file = now.get();
        kept = files.replace(kept, file.text());
      }
    }
  }
}
