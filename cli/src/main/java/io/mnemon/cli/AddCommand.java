package io.mnemon.cli;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon add}: keeps one memory. */
@Command(name = "add", description = "Keeps one memory.")
final class AddCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "CONTENT", description = "The text, or - for what is piped in.")
  private String content = "";

  @Mixin private ScopeOptions scope = new ScopeOptions();

  @Option(
      names = "--layer",
      description =
          "agent, user, session, project, team, org or company. Default: agent, user or session,"
              + " whichever has the coordinates that are given.")
  private String layer = "";

  @Option(
      names = "--kind",
      description =
          "fact (default), episode, procedure, preference, observation, note or hindsight.")
  private String kind = "";

  @Option(names = "--tag", description = "A tag. May be repeated.")
  private List<String> tags = List.of();

  @Option(names = "--metadata", description = "A JSON object.")
  private String metadata = "";

  @Option(names = "--importance", description = "0 to 1. Default: 0.5.")
  private Optional<BigDecimal> importance = Optional.empty();

  @Option(names = "--sensitivity", description = "public, internal (default), private or secret.")
  private String sensitivity = "";

  @Option(
      names = "--event-time",
      description = "When what it tells of happened, e.g. 2026-01-31T12:00:00Z. Default: now.")
  private String eventTime = "";

  @Option(names = "--expires-at", description = "From then on no answer shows it.")
  private String expiresAt = "";

  @Option(names = "--episode", description = "The conversation or run that it is a turn of.")
  private String episode = "";

  @Option(names = "--idempotency-key", description = "The same key again keeps nothing twice.")
  private String idempotencyKey = "";

  AddCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json answer =
        mnemon
            .server()
            .post(mnemon.key(Credentials.APPLICATION), idempotencyKey, memory(), "v1", "memories");
    if (!answer.get("duplicate_of").text().isEmpty()) {
      mnemon.note("This was known already; nothing new was kept.");
    }
    mnemon.print(answer, MemoryTables::one);
    return ExitCode.OK.number();
  }

  private Json memory() {
    Members memory =
        new Members()
            .with("layer", layer.isEmpty() ? scope.onlyLayer() : layer)
            .with("scope", scope.toMembers())
            .with("kind", kind)
            .with("content", mnemon.textOrInput(content))
            .with("event_time", eventTime)
            .with("expires_at", expiresAt)
            .with("episode", episode)
            .with("tags", tags)
            .with("importance", importance)
            .with("sensitivity", sensitivity);
    return (metadata.isEmpty() ? memory : memory.with("metadata", parsedMetadata())).toJson();
  }

  private Json parsedMetadata() {
    try {
      Json json = Json.parse(metadata);
      if (json.isObject()) {
        return json;
      }
    } catch (IOException e) {
      throw CommandFailure.usage("--metadata is not JSON: " + e.getMessage());
    }
    throw CommandFailure.usage("--metadata is a JSON object, e.g. {\"source\": \"wiki\"}.");
  }
}
