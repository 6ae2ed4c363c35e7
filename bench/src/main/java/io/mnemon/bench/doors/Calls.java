package io.mnemon.bench.doors;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mnemon.bench.door.HttpConnection;
import io.mnemon.bench.doors.Comparison.Goal;
import java.net.URLEncoder;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The calls of the doors that speak HTTP, each beside the one of our own that it stands for. */
final class Calls {
  private static final String STORE = "/compat/langgraph/store/items";
  private static final String FILES = "/compat/anthropic/memory?user=";
  private static final String KEEPER = "keeper";
  private static final int KEPT = 20;
  private static final int TEXTS = 32;

  private final HttpConnection http;
  private final String key;
  private final List<String> statements;
  private final List<String> questions;
  private final String user;

  Calls(
      HttpConnection http,
      String key,
      List<String> statements,
      List<String> questions,
      String user) {
    this.http = http;
    this.key = key;
    this.statements = List.copyOf(statements);
    this.questions = List.copyOf(questions);
    this.user = user;
  }

  /** A text of ours, which has nothing that JSON would escape. */
  static String quoted(String text) {
    return '"' + text + '"';
  }

  List<Comparison> comparisons() {
    for (int i = 0; i < KEPT; i++) {
      keep(KEEPER, "item" + i, statements.get(i));
      create(KEEPER, "/memories/notes/file" + i + ".md", statements.get(i));
    }
    LongConsumer list = this::list;
    return List.of(
        compatible("mem0, search", this::search, this::mem0Search),
        compatible("mem0, add", add("own-mem0", "fact"), this::mem0Add),
        compatible("LangGraph, search", this::storeSearchStraight, this::storeSearch),
        compatible(
            "LangGraph, put",
            add("own-store", "episode"),
            number -> keep(group("store", number), "item" + number, statement(number))),
        compatible("OpenAI, 32 embeddings as base64", this::embed, openAi("base64")),
        compatible("OpenAI, 32 embeddings as numbers", this::embed, openAi("float")),
        compatible("Anthropic, view", list, this::view),
        compatible(
            "Anthropic, create ÷ list and add",
            list.andThen(add("own-files", "episode")),
            number ->
                create(
                    group("files", number),
                    "/memories/notes/file" + number + ".md",
                    statement(number))),
        new Comparison("MCP, memory_search", Goal.MCP, this::search, this::mcp));
  }

  private static Comparison compatible(String label, LongConsumer straight, LongConsumer door) {
    return new Comparison(label, Goal.COMPATIBLE, straight, door);
  }

  private void post(String path, String body) {
    byte[] answer = http.send("POST", path, key, body);
    if (answer.length == 0) {
      throw new IllegalStateException(path + " answered nothing");
    }
  }

  private String statement(long number) {
    return statements.get((int) (number % statements.size()));
  }

  private String question(long number) {
    return questions.get((int) (number % questions.size()));
  }

  /** A user for a few calls, so that none has much more than another. */
  private static String group(String name, long number) {
    return name + "-" + number / KEPT;
  }

  private void search(long number) {
    post(
        "/v1/memories/search",
        "{\"query\":\"%s\",\"scope\":{\"user\":\"%s\"},\"limit\":10}"
            .formatted(question(number), user));
  }

  private LongConsumer add(String name, String kind) {
    return number ->
        post(
            "/v1/memories",
            """
            {"layer":"user","scope":{"user":"%s"},"kind":"%s","content":"%s","tags":["bench"],
             "source_message_id":"%d","metadata":{"key":"%d","value":{"text":"%s"}}}
            """
                .formatted(
                    group(name, number),
                    kind,
                    statement(number),
                    number,
                    number,
                    statement(number)));
  }

  private void mem0Search(long number) {
    post(
        "/compat/mem0/v3/memories/search/",
        "{\"query\":\"%s\",\"filters\":{\"user_id\":\"%s\"},\"top_k\":10}"
            .formatted(question(number), user));
  }

  private void mem0Add(long number) {
    post(
        "/compat/mem0/v3/memories/add/",
        """
        {"messages":[{"role":"user","content":"%s"}],"user_id":"%s","infer":false,
         "metadata":{"key":"%d","value":{"text":"%s"}}}
        """
            .formatted(statement(number), group("mem0", number), number, statement(number)));
  }

  private void storeSearchStraight(long number) {
    post(
        "/v1/memories/search",
        """
        {"query":"%s","scope":{"user":"%s"},"layers":["user"],"kinds":["episode"],
         "tags":["langgraph"],"limit":10}
        """
            .formatted(question(number), KEEPER));
  }

  private void storeSearch(long number) {
    post(
        STORE + "/search",
        "{\"namespace_prefix\":[\"%s\",\"notes\"],\"query\":\"%s\",\"limit\":10}"
            .formatted(KEEPER, question(number)));
  }

  private void keep(String owner, String name, String text) {
    http.send(
        "PUT",
        STORE,
        key,
        "{\"namespace\":[\"%s\",\"notes\"],\"key\":\"%s\",\"value\":{\"text\":\"%s\"}}"
            .formatted(owner, name, text));
  }

  private String texts(long number) {
    return IntStream.range(0, TEXTS)
        .mapToObj(i -> quoted(statement(number + i)))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private void embed(long number) {
    post("/v1/embeddings:batch", "{\"input\":" + texts(number) + "}");
  }

  private LongConsumer openAi(String format) {
    return number ->
        post(
            "/v1/embeddings",
            "{\"model\":\"default\",\"encoding_format\":\"%s\",\"input\":%s}"
                .formatted(format, texts(number)));
  }

  private static String file(long number) {
    return "/memories/notes/file" + number % KEPT + ".md";
  }

  private void list(long number) {
    String filter = "{\"metadata.path\":\"" + file(number) + "\"}";
    byte[] answer =
        http.send(
            "GET",
            "/v1/memories?layer=user&kind=episode&user=%s&filter=%s"
                .formatted(KEEPER, URLEncoder.encode(filter, UTF_8)),
            key,
            "");
    if (!new String(answer, UTF_8).contains(file(number))) {
      throw new IllegalStateException("the file was not found: " + new String(answer, UTF_8));
    }
  }

  private void view(long number) {
    command(KEEPER, "\"command\":\"view\",\"path\":\"" + file(number) + "\"");
  }

  private void create(String owner, String path, String text) {
    command(
        owner, "\"command\":\"create\",\"path\":\"%s\",\"file_text\":\"%s\"".formatted(path, text));
  }

  private void command(String owner, String fields) {
    String answer = new String(http.send("POST", FILES + owner, key, "{" + fields + "}"), UTF_8);
    if (!answer.contains("\"is_error\":false")) {
      throw new IllegalStateException("the memory tool failed: " + answer);
    }
  }

  private void mcp(long number) {
    post(
        "/mcp",
        """
        {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"memory_search",
         "arguments":{"query":"%s","user":"%s","limit":10}}}
        """
            .formatted(question(number), user));
  }
}
