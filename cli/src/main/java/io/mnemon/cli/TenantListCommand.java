package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mnemon tenant list}: the tenants that the key may see, a page at a time. */
@Command(name = "list", description = "Lists tenants.")
final class TenantListCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Option(names = "--cursor", description = "Goes on behind the page before.")
  private String cursor = "";

  TenantListCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json answer =
        mnemon
            .server()
            .get(
                mnemon.key(Credentials.ADMIN),
                new Members().with("cursor", cursor).toJson(),
                "v1",
                "tenants");
    mnemon.print(answer, TenantListCommand::table);
    String next = answer.get("next_cursor").text();
    if (!next.isEmpty()) {
      mnemon.note("There are more: mnemon tenant list --cursor " + next);
    }
    return ExitCode.OK.number();
  }

  private static Table table(Json answer) {
    Table table = new Table("TENANT", "CREATED", "NAME");
    for (Json tenant : answer.get("tenants").items()) {
      table.row(
          tenant.get("id").text(), tenant.get("created_at").text(), tenant.get("name").text());
    }
    return table;
  }
}
