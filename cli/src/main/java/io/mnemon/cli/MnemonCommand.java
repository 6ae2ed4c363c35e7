package io.mnemon.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** The root command, and what all of its subcommands share. */
@Command(
    name = "mnemon",
    description = "Keeps and finds the memories of agents.",
    mixinStandardHelpOptions = true,
    versionProvider = MnemonCommand.Version.class,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:the server refused, or what was to be verified is not genuine",
      "2:the command line or the environment is wrong, or the output cannot be written",
      "3:the server does not answer",
      "141:whoever reads the output went away"
    })
final class MnemonCommand {
  private static final int HELP_WIDTH = 100;
  private static final String DEFAULT_URL = "http://localhost:8080";

  private final Surroundings surroundings;

  @Option(
      names = "--json",
      scope = ScopeType.INHERIT,
      description = "Print the server's JSON, also for errors.")
  private boolean json;

  @Option(
      names = "--url",
      scope = ScopeType.INHERIT,
      description = "Where Mnemon is. Default: MNEMON_URL, else " + DEFAULT_URL + ".")
  private String url = "";

  @Option(
      names = "--key",
      scope = ScopeType.INHERIT,
      description =
          "The API key. Default: MNEMON_API_KEY, else the application's key in the data folder"
              + " MNEMON_DATA; for 'key', 'tenant' and 'audit' the administrator's.")
  private String key = "";

  private MnemonCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** The whole command with its subcommands. */
  static CommandLine commandLine(Surroundings surroundings) {
    MnemonCommand mnemon = new MnemonCommand(surroundings);
    Installation installation = new Installation(surroundings);
    return new CommandLine(mnemon)
        .addSubcommand(new AddCommand(mnemon))
        .addSubcommand(new SearchCommand(mnemon))
        .addSubcommand(new GetCommand(mnemon))
        .addSubcommand(new HistoryCommand(mnemon))
        .addSubcommand(new FeedbackCommand(mnemon))
        .addSubcommand(new ExportCommand(mnemon))
        .addSubcommand(new ImportCommand(mnemon))
        .addSubcommand(new StatusCommand(mnemon))
        .addSubcommand(new McpCommand(mnemon, surroundings.out()))
        .addSubcommand(
            new CommandLine(new KeyCommand())
                .addSubcommand(new KeyCreateCommand(mnemon))
                .addSubcommand(new KeyListCommand(mnemon))
                .addSubcommand(new KeyRotateCommand(mnemon)))
        .addSubcommand(
            new CommandLine(new BackupCommand(installation))
                .addSubcommand(new BackupCommand.Verify(installation)))
        .addSubcommand(new RestoreCommand(installation))
        .addSubcommand(new DoctorCommand(mnemon, installation))
        .addSubcommand(
            new CommandLine(new TenantCommand())
                .addSubcommand(new TenantCreateCommand(mnemon))
                .addSubcommand(new TenantListCommand(mnemon))
                .addSubcommand(new TenantExportCommand(mnemon))
                .addSubcommand(new TenantDeleteCommand(mnemon)))
        .addSubcommand(
            new CommandLine(new AuditCommand())
                .addSubcommand(new AuditExportCommand(mnemon))
                .addSubcommand(new AuditVerifyCommand(mnemon)))
        .setUsageHelpWidth(HELP_WIDTH)
        .setOut(surroundings.out())
        .setErr(surroundings.err())
        .setExecutionStrategy(mnemon::execute)
        .setParameterExceptionHandler((wrong, arguments) -> mnemon.explain(wrong))
        .setExecutionExceptionHandler((failure, line, parsed) -> mnemon.report(failure));
  }

  private int explain(ParameterException wrong) {
    String command = wrong.getCommandLine().getCommandSpec().qualifiedName();
    surroundings.err().println("mnemon: " + wrong.getMessage() + ". See " + command + " --help.");
    return ExitCode.USAGE.number();
  }

  /** What was not written was not done. */
  private int execute(ParseResult parsed) {
    int exitCode = new RunLast().execute(parsed);
    return surroundings.out().failure().map(this::tell).orElse(exitCode);
  }

  private int report(Exception failure) throws Exception {
    if (!(failure instanceof CommandFailure expected)) {
      throw failure;
    }
    return tell(expected);
  }

  private int tell(CommandFailure failure) {
    boolean hasJson = json && !failure.json().isEmpty();
    if (hasJson || !failure.line().isEmpty()) {
      surroundings.err().println(hasJson ? failure.json() : "mnemon: " + failure.line());
    }
    return failure.exitCode().number();
  }

  Server server() {
    String variable = surroundings.environment().getOrDefault("MNEMON_URL", "");
    if (!url.isBlank()) {
      return new Server(url.strip());
    }
    return new Server(variable.isBlank() ? DEFAULT_URL : variable.strip());
  }

  /** Where long work shows how far it is: on a terminal only. */
  Progress progress(String what, long totalBytes) {
    Console console = System.console();
    boolean isWatched = !json && console != null && console.isTerminal();
    return new Progress(surroundings.err(), isWatched, what, totalBytes);
  }

  /** The output as bytes, for what is too long to be held. */
  OutputStream rawOut() {
    return surroundings.out().bytes();
  }

  InputStream in() {
    return surroundings.in();
  }

  boolean wantsJson() {
    return json;
  }

  String key(Credentials credentials) {
    return credentials.find(key, surroundings.environment());
  }

  /** Prints an answer: as it is for programs, in the given form for people. */
  void print(Json answer, Function<Json, Table> form) {
    if (json) {
      surroundings.out().println(answer);
    } else {
      surroundings.out().print(form.apply(answer));
    }
  }

  /** Tells people something beside the result; programs find it in the JSON. */
  void note(String text) {
    if (!json) {
      surroundings.err().println(text);
    }
  }

  /** The text itself, or what is piped in if it is {@code -}. */
  String textOrInput(String text) {
    if (!text.equals("-")) {
      return text;
    }
    try {
      return new String(surroundings.in().readAllBytes(), StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      throw CommandFailure.usage("The input cannot be read: " + e.getMessage());
    }
  }

  /** The version that the build wrote into the jar. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = MnemonCommand.class.getPackage().getImplementationVersion();
      return new String[] {"mnemon " + (version == null ? "(not packaged)" : version)};
    }
  }
}
