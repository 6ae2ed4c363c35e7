package io.mnemon.gateway.compat.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.Fields;
import io.mnemon.gateway.compat.Json;
import io.mnemon.gateway.http.Answer;
import io.mnemon.tenancy.PrincipalKind;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The commands of the memory tool, which answer as Anthropic's own tool on a file system does. */
final class MemoryTool {
  private final Files.Limits limits;
  private final int editAttempts;

  /**
   * @param editAttempts how often an edit is tried on a file that others edit at the same time
   */
  MemoryTool(Files.Limits limits, int editAttempts) {
    this.limits = limits;
    this.editAttempts = editAttempts;
  }

  Answer run(CompatRequest request) {
    Fields fields = request.fields();
    Files files = new Files(request.calls(), user(request), limits);
    try {
      return answer(run(files, fields), false);
    } catch (ToolFailure e) {
      return answer(String.valueOf(e.getMessage()), true);
    }
  }

  private static Answer answer(String content, boolean isError) {
    return Json.answer(200, Json.object().put("content", content).put("is_error", isError));
  }

  /** An application has no files of its own. */
  private static Optional<String> user(CompatRequest request) {
    Optional<String> user = request.parameters().text("user");
    if (user.isEmpty() && request.caller().kind() == PrincipalKind.APPLICATION) {
      throw ServiceException.invalid(
          "user", "is missing: say in the URL whose files are meant, e.g. ?user=alex");
    }
    return user;
  }

  private String run(Files files, Fields fields) {
    return switch (fields.requiredText("command")) {
      case "view" -> view(files, fields);
      case "create" -> create(files, path(fields, "path"), string(fields, "file_text"));
      case "str_replace" -> replace(files, fields);
      case "insert" -> insert(files, fields);
      case "delete" -> delete(files, path(fields, "path"));
      case "rename" ->
          new Moving(files, editAttempts).move(path(fields, "old_path"), path(fields, "new_path"));
      default ->
          throw fields.invalid(
              "command", "must be view, create, str_replace, insert, delete or rename");
    };
  }

  private static FilePath path(Fields fields, String name) {
    return FilePath.of(fields.requiredText(name));
  }

  private static String string(Fields fields, String name) {
    return fields
        .any(name)
        .filter(JsonNode::isTextual)
        .orElseThrow(() -> fields.invalid(name, "must be a text"))
        .asText();
  }

  private static ToolFailure missing(FilePath path) {
    return new ToolFailure(
        "The path %s does not exist. Please provide a valid path.".formatted(path.given()));
  }

  private static String view(Files files, Fields fields) {
    FilePath path = path(fields, "path");
    List<Files.Kept> found = files.at(path);
    Optional<Files.Kept> file = file(found, path);
    if (file.isEmpty()) {
      if (found.isEmpty() && !path.isRoot()) {
        throw missing(path);
      }
      return Listing.of(path, found);
    }
    List<String> lines = Text.lines(file.get().text());
    int from = 1;
    if (fields.has("view_range")) {
      JsonNode range = fields.list("view_range").orElseThrow();
      from = Math.max(1, range.path(0).asInt());
      int to = range.path(1).asInt() == -1 ? lines.size() : range.path(1).asInt();
      if (range.size() != 2 || !range.path(0).isInt() || !range.path(1).isInt() || to < from) {
        throw fields.invalid(
            "view_range", "must be the first and the last line, or -1 for the end of the file");
      }
      lines = lines.subList(Math.min(from - 1, lines.size()), Math.min(to, lines.size()));
    }
    return "Here's the content of %s with line numbers:\n%s"
        .formatted(path.given(), Text.numbered(lines, from));
  }

  private static Optional<Files.Kept> file(List<Files.Kept> found, FilePath path) {
    return found.stream().filter(one -> one.key().equals(path.key())).findFirst();
  }

  private static String create(Files files, FilePath path, String text) {
    ToolFailure exists = new ToolFailure("File %s already exists".formatted(path.given()));
    if (path.isRoot()) {
      throw exists;
    }
    List<Files.Kept> all = files.at(FilePath.of("/memories"));
    if (all.stream().anyMatch(one -> one.key().equals(path.key()) || path.contains(one.key()))) {
      throw exists;
    }
    Moving.requireDirectories(all, path);
    if (all.size() >= files.most()) {
      throw new ToolFailure(
          "File %s was not created: there are %d files, which is the maximum. Delete some first."
              .formatted(path.given(), all.size()));
    }
    Files.Kept created = files.add(path, text).orElseThrow(() -> exists);
    return "File created successfully at: " + path.given();
  }

  private String replace(Files files, Fields fields) {
    FilePath path = path(fields, "path");
    String old = string(fields, "old_str");
    String replacement = string(fields, "new_str");
    Edit edit =
        edit(
            files,
            path,
            text -> {
              int place = Text.only(text, old, path.given());
              String after = text.substring(place + old.length());
              return new Edit(text.substring(0, place) + replacement + after, place);
            });
    return "The memory file has been edited. Here is the snippet showing the change (with line numbers):\n"
        + Text.around(edit.text(), edit.place());
  }

  private String insert(Files files, Fields fields) {
    FilePath path = path(fields, "path");
    int after = fields.number("insert_line", -1, Integer.MIN_VALUE, Integer.MAX_VALUE);
    if (!fields.has("insert_line")) {
      throw fields.invalid("insert_line", "is missing");
    }
    String more = string(fields, "insert_text");
    Edit done = edit(files, path, text -> new Edit(Text.inserted(text, after, more), 0));
    return "The file %s has been edited.".formatted(path.given());
  }

  /** A changed text, and where it was changed. */
  private record Edit(String text, int place) {}

  /** Changes a file from what it says at that moment: who comes second begins again. */
  private Edit edit(Files files, FilePath path, Function<String, Edit> change) {
    for (int attempt = 1; ; attempt++) {
      List<Files.Kept> found = files.at(path);
      if (found.isEmpty() && !path.isRoot()) {
        throw missing(path);
      }
      Files.Kept file =
          file(found, path)
              .orElseThrow(
                  () -> new ToolFailure("The path %s is not a file.".formatted(path.given())));
      Edit edit = change.apply(file.text());
      try {
        Files.Kept kept = files.replace(file, edit.text());
        return new Edit(kept.text(), edit.place());
      } catch (ServiceException e) {
        boolean isOvertaken = e.code() == ErrorCode.ABORTED || e.code() == ErrorCode.NOT_FOUND;
        if (!isOvertaken || attempt == editAttempts) {
          throw e;
        }
      }
    }
  }

  private static String delete(Files files, FilePath path) {
    if (path.isRoot()) {
      throw new ToolFailure("Cannot delete the /memories directory itself");
    }
    List<Files.Kept> found = files.at(path);
    if (found.isEmpty()) {
      throw new ToolFailure("The path %s does not exist".formatted(path.given()));
    }
    found.forEach(files::delete);
    return "Successfully deleted " + path.given();
  }
}
