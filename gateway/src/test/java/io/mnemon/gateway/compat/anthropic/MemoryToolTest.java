package io.mnemon.gateway.compat.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.compat.CompatRequest;
import io.mnemon.gateway.compat.HeapMemories;
import io.mnemon.gateway.compat.Json;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.PrincipalKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MemoryToolTest {
  private static final int MOST = 4;

  private final HeapMemories memories = new HeapMemories();
  private final MemoryTool tool = new MemoryTool(new Files.Limits(MOST, 100), 3);

  private static Caller caller(PrincipalKind kind) {
    return new Caller(
        UUID.randomUUID(),
        UUID.randomUUID(),
        kind,
        "lea",
        null,
        List.of(),
        List.of(),
        null,
        false,
        1,
        null);
  }

  private String run(String command, String... fields) {
    ObjectNode body = Json.object().put("command", command);
    for (int i = 0; i < fields.length; i += 2) {
      body.set(fields[i], json(fields[i], fields[i + 1]));
    }
    return run(body, Map.of(), PrincipalKind.USER);
  }

  private static JsonNode json(String name, String value) {
    boolean isText = !name.equals("insert_line") && !name.equals("view_range");
    return isText
        ? Json.object().textNode(value)
        : Json.parse(ByteString.copyFromUtf8("{\"value\":" + value + "}")).path("value");
  }

  private String run(ObjectNode body, Map<String, String> query, PrincipalKind kind) {
    CompatRequest request =
        new CompatRequest(
            Map.of(),
            query,
            name -> Optional.empty(),
            ByteString.copyFromUtf8(body.toString()),
            caller(kind),
            memories);
    ObjectNode answer = Json.parse(tool.run(request).body());
    return (answer.path("is_error").asBoolean() ? "Error: " : "") + answer.path("content").asText();
  }

  private void create(String path, String text) {
    assertThat(run("create", "path", path, "file_text", text))
        .isEqualTo("File created successfully at: " + path);
  }

  @Test
  void aRenameThatIsOvertakenTakesNobodysTextAway() {
    create("/memories/old.txt", "green");
    memories.beforeNextWrite(
        () -> {
          assertThat(
                  run(
                      "str_replace",
                      "path",
                      "/memories/new.txt",
                      "old_str",
                      "green",
                      "new_str",
                      "black"))
              .startsWith("The memory file has been edited.");
          run("delete", "path", "/memories/old.txt");
        });

    assertThat(run("rename", "old_path", "/memories/old.txt", "new_path", "/memories/new.txt"))
        .isEqualTo("Error: The path /memories/old.txt does not exist");

    assertThat(run("view", "path", "/memories/new.txt")).contains("black");
  }

  @Test
  void whatAnotherDoorPutElsewhereIsNotListed() {
    create("/memories/tea.txt", "green");
    ObjectNode memory = Json.object().put("content", "stray").put("source_message_id", "stray");
    memory.putArray("tags").add("anthropic-memory");
    memory.putObject("metadata").put("path", "/x").putArray("within").add("/memories");
    assertThat(memories.call("AddMemory", Json.object().set("memory", memory)).has("id")).isTrue();

    assertThat(run("view", "path", "/memories")).contains("tea.txt").doesNotContain("/x");
  }

  @Test
  void theLinesOfWhatIsThereMoreThanOnceAreNamed() {
    create("/memories/tea.txt", "tea tea\nmint\ntea\n\ntea");

    assertThat(run("str_replace", "path", "/memories/tea.txt", "old_str", "tea", "new_str", "x"))
        .contains("in lines: 1, 3, 5. Please");
  }

  @Test
  void aFileIsShownWithItsLineNumbers() {
    create("/memories/tea.txt", "green\nblack\nmint");

    assertThat(run("view", "path", "/memories/tea.txt"))
        .isEqualTo(
            "Here's the content of /memories/tea.txt with line numbers:\n"
                + "     1\tgreen\n     2\tblack\n     3\tmint");
    assertThat(run("view", "path", "/memories/tea.txt", "view_range", "[2,-1]"))
        .endsWith("numbers:\n     2\tblack\n     3\tmint");
    assertThat(run("view", "path", "/memories/tea.txt", "view_range", "[0,1]"))
        .endsWith("numbers:\n     1\tgreen");
    assertThatThrownBy(() -> run("view", "path", "/memories/tea.txt", "view_range", "[3,2]"))
        .hasMessageStartingWith("view_range: ");
  }

  @Test
  void aDirectoryIsShownTwoLevelsDeepWithoutWhatIsHidden() {
    create("/memories/b.txt", "1234");
    create("/memories/a/b/c/d.txt", "x".repeat(100));
    create("/memories/.hidden", "no");
    create("/memories/node_modules/x.js", "no");

    assertThat(run("view", "path", "/memories"))
        .isEqualTo(
            "Here're the files and directories up to 2 levels deep in /memories,"
                + " excluding hidden items and node_modules:\n"
                + "108B\t/memories\n100B\t/memories/a/\n100B\t/memories/a/b/\n4B\t/memories/b.txt");
    assertThat(run("view", "path", "/memories/a")).endsWith("100B\t/memories/a/b/c/");
    assertThat(run("view", "path", "/memories/none"))
        .isEqualTo("Error: The path /memories/none does not exist. Please provide a valid path.");
  }

  @Test
  void anEmptyMemoryIsAnEmptyDirectory() {
    assertThat(run("view", "path", "/memories")).endsWith("node_modules:\n0B\t/memories");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n\n"})
  void aFileMayHaveNoWords(String text) {
    create("/memories/blank.txt", text);
    assertThat(run("view", "path", "/memories/blank.txt"))
        .endsWith("numbers:\n" + Text.numbered(Text.lines(text), 1));

    run("insert", "path", "/memories/blank.txt", "insert_line", "0", "insert_text", "a word\n");

    assertThat(run("view", "path", "/memories/blank.txt", "view_range", "[1,1]"))
        .endsWith("     1\ta word");
  }

  @Test
  void whatIsReplacedMustBeThereOnce() {
    create("/memories/a.txt", "one\ntwo\nthree two\nfour");

    assertThat(run("str_replace", "path", "/memories/a.txt", "old_str", "two", "new_str", "2x"))
        .isEqualTo(
            "Error: No replacement was performed. Multiple occurrences of old_str `two` in lines:"
                + " 2, 3. Please ensure it is unique");
    assertThat(run("str_replace", "path", "/memories/a.txt", "old_str", "six", "new_str", "6x"))
        .isEqualTo(
            "Error: No replacement was performed, old_str `six` did not appear verbatim in"
                + " /memories/a.txt.");
    assertThat(
            run("str_replace", "path", "/memories/a.txt", "old_str", "two\nthree", "new_str", "x"))
        .isEqualTo(
            "The memory file has been edited. Here is the snippet showing the change (with line"
                + " numbers):\n     1\tone\n     2\tx two\n     3\tfour");
    assertThat(run("str_replace", "path", "/memories", "old_str", "a", "new_str", "b"))
        .isEqualTo("Error: The path /memories is not a file.");
  }

  @Test
  void aLineIsInsertedWhereItBelongs() {
    create("/memories/a.txt", "one\ntwo");

    run("insert", "path", "/memories/a.txt", "insert_line", "1", "insert_text", "1.5\n");

    assertThat(run("view", "path", "/memories/a.txt")).endsWith("     2\t1.5\n     3\ttwo");
    assertThat(run("insert", "path", "/memories/a.txt", "insert_line", "4", "insert_text", "x"))
        .isEqualTo(
            "Error: Invalid `insert_line` parameter: 4. It should be within the range of lines of"
                + " the file: [0, 3]");
    assertThat(run("insert", "path", "/memories/b.txt", "insert_line", "0", "insert_text", "x"))
        .isEqualTo("Error: The path /memories/b.txt does not exist. Please provide a valid path.");
  }

  @Test
  void ofTwoEditsAtOnceNoneIsLost() {
    create("/memories/a.txt", "one two");
    memories.beforeNextWrite(
        () -> run("str_replace", "path", "/memories/a.txt", "old_str", "one", "new_str", "ONE"));

    run("str_replace", "path", "/memories/a.txt", "old_str", "two", "new_str", "TWO");

    assertThat(run("view", "path", "/memories/a.txt")).endsWith("     1\tONE TWO");
  }

  @Test
  void whoIsOvertakenTooOftenIsToldSo() {
    create("/memories/a.txt", "x");

    assertThatThrownBy(() -> insertAgainst(5))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ABORTED));
  }

  /** Inserts a line while so many others do, each before the one whom it overtakes. */
  private void insertAgainst(int others) {
    if (others > 0) {
      memories.beforeNextWrite(() -> insertFor(others));
    }
    run("insert", "path", "/memories/a.txt", "insert_line", "0", "insert_text", "mine");
  }

  private void insertFor(int others) {
    run("insert", "path", "/memories/a.txt", "insert_line", "0", "insert_text", "other");
    if (others > 1) {
      memories.beforeNextWrite(() -> insertFor(others - 1));
    }
  }

  @Test
  void aDirectoryIsRenamedAndDeletedWithItsFiles() {
    create("/memories/a/one.txt", "1");
    create("/memories/a/b/two.txt", "2");
    create("/memories/ab.txt", "3");

    assertThat(run("rename", "old_path", "/memories/a", "new_path", "/memories/c/d"))
        .isEqualTo("Successfully renamed /memories/a to /memories/c/d");
    assertThat(run("view", "path", "/memories/c/d/b/two.txt")).endsWith("\t2");
    assertThat(run("view", "path", "/memories/a")).startsWith("Error: ");
    assertThat(run("delete", "path", "/memories/c")).isEqualTo("Successfully deleted /memories/c");
    assertThat(run("view", "path", "/memories")).endsWith("1B\t/memories\n1B\t/memories/ab.txt");
    assertThat(run("delete", "path", "/memories/c"))
        .isEqualTo("Error: The path /memories/c does not exist");
  }

  @Test
  void whatIsEditedWhileItIsRenamedIsCarriedOver() {
    create("/memories/a.txt", "old");
    memories.beforeNextWrite(
        () -> run("str_replace", "path", "/memories/a.txt", "old_str", "old", "new_str", "new"));

    run("rename", "old_path", "/memories/a.txt", "new_path", "/memories/b.txt");

    assertThat(run("view", "path", "/memories/b.txt")).endsWith("     1\tnew");
    assertThat(run("view", "path", "/memories")).doesNotContain("a.txt");
  }

  @Test
  void whatIsDeletedWhileItIsRenamedStaysDeleted() {
    create("/memories/a.txt", "x");
    memories.beforeNextWrite(() -> run("delete", "path", "/memories/a.txt"));

    assertThat(run("rename", "old_path", "/memories/a.txt", "new_path", "/memories/b.txt"))
        .isEqualTo("Error: The path /memories/a.txt does not exist");
    assertThat(run("view", "path", "/memories")).doesNotContain(".txt");
  }

  @ParameterizedTest
  @CsvSource({
    "/memories/a, /memories/c, The destination /memories/c already exists",
    "/memories/none, /memories/x, The path /memories/none does not exist",
    "/memories/a, /memories/a/b, Cannot rename /memories/a into itself",
    "/memories/a, /memories/c/x, The path /memories/c is not a directory.",
    "/memories, /memories/x, Cannot rename the /memories directory itself",
    "/memories/a, /memories, The destination /memories already exists",
  })
  void whatCannotBeRenamedIsSaid(String from, String to, String why) {
    create("/memories/a/f.txt", "1");
    create("/memories/c", "2");

    assertThat(run("rename", "old_path", from, "new_path", to)).isEqualTo("Error: " + why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/memories/../etc/passwd",
        "/memories/a/../../b",
        "/memories/%2e%2e/b",
        "/memories/%2E./b",
        "/memories/..%2fb",
        "/memories/..\\b",
        "/memories/..",
        "../memories/a",
        "/memoriesX/a",
        "/etc/passwd",
        "memories/a",
        "/memories/a\u0000b",
      })
  void noPathLeadsOut(String path) {
    for (String command : List.of("view", "delete", "create")) {
      assertThat(run(command, "path", path, "file_text", "x")).startsWith("Error: Path ");
    }
    assertThat(run("rename", "old_path", path, "new_path", "/memories/b")).startsWith("Error: ");
    assertThat(run("view", "path", "/memories")).endsWith("0B\t/memories");
  }

  @Test
  void onePathHasOneSpelling() {
    create("/memories//a/./b.txt", "1");

    assertThat(run("create", "path", "/memories/a/b.txt", "file_text", "2"))
        .isEqualTo("Error: File /memories/a/b.txt already exists");
    assertThat(run("create", "path", "/memories/a", "file_text", "2"))
        .isEqualTo("Error: File /memories/a already exists");
    assertThat(run("create", "path", "/memories/a/b.txt/c", "file_text", "2"))
        .isEqualTo("Error: The path /memories/a/b.txt is not a directory.");
    assertThat(run("view", "path", "/memories/" + "x".repeat(240)))
        .isEqualTo("Error: Path must have at most 240 characters");
  }

  @Test
  void thereIsALimitToFilesAndTheirSize() {
    assertThat(run("create", "path", "/memories/big", "file_text", "ä".repeat(51)))
        .isEqualTo("Error: File /memories/big would have 102 bytes. Maximum is 100 bytes.");
    for (int i = 0; i < MOST; i++) {
      create("/memories/" + i, "x");
    }
    assertThat(run("create", "path", "/memories/more", "file_text", "x"))
        .startsWith("Error: File /memories/more was not created: there are 4 files");
  }

  @Test
  void anApplicationSaysWhoseFilesAreMeant() {
    ObjectNode view = Json.object().put("command", "view").put("path", "/memories");
    ObjectNode create =
        Json.object().put("command", "create").put("path", "/memories/a").put("file_text", "x");
    run(create, Map.of("user", "lea"), PrincipalKind.APPLICATION);

    assertThat(run(view, Map.of("user", "lea"), PrincipalKind.APPLICATION)).endsWith("/a");
    assertThat(run(view, Map.of("user", "max"), PrincipalKind.APPLICATION))
        .endsWith("0B\t/memories");
    assertThatThrownBy(() -> run(view, Map.of(), PrincipalKind.APPLICATION))
        .hasMessageStartingWith("user: is missing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"path\":\"/memories\"} | command: is missing",
        "{\"command\":\"list\"} | command: must be view,",
        "{\"command\":\"view\"} | path: is missing",
        "{\"command\":\"create\",\"path\":\"/memories/a\"} | file_text: must be a text",
        "{\"command\":\"create\",\"path\":\"/memories/a\",\"file_text\":3} | file_text: must be a",
        "{\"command\":\"str_replace\",\"path\":\"/memories/a\",\"new_str\":\"\"} | old_str: must",
        "{\"command\":\"insert\",\"path\":\"/memories/a\",\"insert_text\":\"\"} | insert_line: is",
        "{\"command\":\"insert\",\"path\":\"/memories/a\",\"insert_line\":\"x\"} | insert_line: must",
        "{\"command\":\"rename\",\"old_path\":\"/memories/a\"} | new_path: is missing",
      })
  void aMistakeIsNamed(String body, String message) {
    assertThatThrownBy(
            () -> run(Json.parse(ByteString.copyFromUtf8(body)), Map.of(), PrincipalKind.USER))
        .isInstanceOf(ServiceException.class)
        .hasMessageStartingWith(message);
  }
}
