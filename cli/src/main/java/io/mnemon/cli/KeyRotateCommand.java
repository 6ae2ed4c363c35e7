package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon key rotate}: replaces an API key by a new one with the same rights. */
@Command(
    name = "rotate",
    description = "Replaces an API key by a new one with the same rights. It is shown only once.")
final class KeyRotateCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "KEY", description = "Which key: its id, as `mnemon key list` shows it.")
  private String id = "";

  @Option(
      names = "--overlap",
      description = "How long the old key stays good, e.g. 30m, 24h or 7d. Default: not at all.")
  private String overlap = "";

  @Option(
      names = "--expires-at",
      description = "When the new key ends, e.g. 2027-01-31T12:00:00Z. Default: as the old one.")
  private String expiresAt = "";

  KeyRotateCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json request = new Members().with("overlap", overlap).with("expires_at", expiresAt).toJson();
    Json answer =
        mnemon
            .server()
            .post(mnemon.key(Credentials.ADMIN), "", request, "v1", "keys", id + ":rotate");
    mnemon.note("Keep the key now: it is not shown again.");
    mnemon.print(
        answer, key -> new Table("ID", "KEY").row(key.get("id").text(), key.get("key").text()));
    return ExitCode.OK.number();
  }
}
