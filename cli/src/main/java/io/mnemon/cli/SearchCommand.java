package io.mnemon.cli;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon search}: finds memories. */
@Command(name = "search", description = "Finds memories by meaning and by words.")
final class SearchCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "QUERY", description = "What is looked for, or - for what is piped in.")
  private String query = "";

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(names = "--layer", description = "Only this layer. May be repeated.")
  private List<String> layers = List.of();

  @Option(names = "--kind", description = "Only this kind. May be repeated.")
  private List<String> kinds = List.of();

  @Option(names = "--tag", description = "Only what carries this tag. May be repeated.")
  private List<String> tags = List.of();

  @Option(names = "--limit", description = "How many results, 1 to 100. Default: 10.")
  private Optional<Integer> limit = Optional.empty();

  @Option(names = "--threshold", description = "Only results with at least this score, 0 to 1.")
  private Optional<BigDecimal> threshold = Optional.empty();

  @Option(names = "--mode", description = "hybrid (default), dense or lexical.")
  private String mode = "";

  @Option(names = "--as-of", description = "What was true then, e.g. 2026-01-31T12:00:00Z.")
  private String asOf = "";

  @Option(
      names = "--expand",
      description = "With --json: how many neighbouring turns of the episode on either side.")
  private Optional<Integer> expand = Optional.empty();

  @Option(names = "--cursor", description = "Where the page before ended.")
  private String cursor = "";

  @Option(names = "--explain", description = "Show how each score came about.")
  private boolean explain;

  SearchCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json answer =
        mnemon
            .server()
            .post(mnemon.key(Credentials.APPLICATION), "", request(), "v1", "memories", "search");
    mnemon.print(answer, explain ? MemoryTables::explanations : MemoryTables::results);
    if (answer.get("results").items().isEmpty()) {
      mnemon.note("Nothing was found.");
    }
    if (answer.get("partial").text().equals("true")) {
      mnemon.note("Something may be missing: the index is being rebuilt or has not caught up.");
    }
    String next = answer.get("next_cursor").text();
    if (!next.isEmpty()) {
      mnemon.note("There is more: --cursor " + Table.printable(next));
    }
    return ExitCode.OK.number();
  }

  private Json request() {
    return new Members()
        .with("query", mnemon.textOrInput(query))
        .with("layers", layers)
        .with("scope", scope.toMembers())
        .with("kinds", kinds)
        .with("tags", tags)
        .with("limit", limit)
        .with("cursor", cursor)
        .with("threshold", threshold)
        .with("mode", mode)
        .with("as_of", asOf)
        .with("expand", expand)
        .with("explain", explain)
        .toJson();
  }
}
