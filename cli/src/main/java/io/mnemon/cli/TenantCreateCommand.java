package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon tenant create}: makes a tenant and its first administrator. */
@Command(
    name = "create",
    description = "Creates a tenant. The key of its administrator is shown only once.")
final class TenantCreateCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "NAME", description = "Unique on the platform.")
  private String name = "";

  @Option(names = "--idempotency-key", description = "Makes it safe to repeat the command.")
  private String idempotencyKey = "";

  TenantCreateCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json request = new Members().with("name", name).toJson();
    Json answer =
        mnemon
            .server()
            .post(mnemon.key(Credentials.ADMIN), idempotencyKey, request, "v1", "tenants");
    mnemon.note("Keep the key of its administrator now: it is not shown again.");
    mnemon.print(
        answer,
        made ->
            new Table("TENANT", "NAME", "KEY")
                .row(
                    made.get("tenant").get("id").text(),
                    made.get("tenant").get("name").text(),
                    made.get("key").text()));
    return ExitCode.OK.number();
  }
}
