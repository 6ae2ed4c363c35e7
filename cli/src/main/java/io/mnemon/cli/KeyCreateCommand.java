package io.mnemon.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon key create}: makes an API key for a principal. */
@Command(name = "create", description = "Creates an API key. It is shown only once.")
final class KeyCreateCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "PRINCIPAL", description = "Whose key: a principal, by id or by name.")
  private String principal = "";

  @Option(
      names = "--scope",
      description =
          "An action, e.g. memory.search, or a group, e.g. 'memory.*'. May be repeated. Default: all"
              + " that the principal may do.")
  private List<String> scopes = List.of();

  @Option(names = "--expires-at", description = "E.g. 2027-01-31T12:00:00Z. Default: never.")
  private String expiresAt = "";

  @Option(
      names = "--act-for",
      description = "For an application: the unit, or the tenant, whose subjects it acts for.")
  private String actFor = "";

  @Option(
      names = "--subject-prefix",
      description = "For an application: only subjects whose name begins with this.")
  private String subjectPrefix = "";

  KeyCreateCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json answer = mnemon.server().post(mnemon.key(Credentials.ADMIN), "", request(), "v1", "keys");
    mnemon.note("Keep the key now: it is not shown again.");
    mnemon.print(
        answer, key -> new Table("ID", "KEY").row(key.get("id").text(), key.get("key").text()));
    return ExitCode.OK.number();
  }

  private Json request() {
    return new Members()
        .with("principal", principal)
        .with("scopes", scopes)
        .with("expires_at", expiresAt)
        .with("act_for", new Members().with("unit", actFor).with("subject_prefix", subjectPrefix))
        .toJson();
  }
}
