package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mnemon tenant delete}: erases a tenant in two steps, and shows the proof. */
@Command(
    name = "delete",
    description = {
      "Erases a tenant and everything it has, for good.",
      "Without --confirm nothing is erased: it shows what would be, and the confirmation."
    })
final class TenantDeleteCommand implements Callable<Integer> {
  private static final String ERASED = "erased";
  private static final long LOOK_EVERY_MS = 500;

  private final MnemonCommand mnemon;

  @Parameters(paramLabel = "TENANT", description = "The tenant's id.")
  private String tenant = "";

  @Option(names = "--confirm", description = "What the command without it has shown.")
  private String confirm = "";

  TenantDeleteCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json answer =
        mnemon
            .server()
            .delete(
                mnemon.key(Credentials.ADMIN),
                new Members().with("confirm", confirm).toJson(),
                "v1",
                "tenants",
                tenant);
    if (confirm.isEmpty()) {
      mnemon.print(answer, offer -> rows(offer, "counts"));
      mnemon.note(
          "Nothing was erased. To erase all of this for good, until %s:\n  mnemon tenant delete %s --confirm=%s"
              .formatted(answer.get("confirm_until").text(), tenant, answer.get("confirm").text()));
    } else {
      mnemon.print(awaitEnd(answer), proof -> rows(proof, "rescan"));
      mnemon.note("Erased. Above is what a look through every table has found afterwards.");
    }
    return ExitCode.OK.number();
  }

  private Json awaitEnd(Json begun) {
    Json erasure = begun;
    String told = "";
    while (!erasure.get("state").text().equals(ERASED)) {
      String obstacle = erasure.get("obstacle").text();
      if (!obstacle.isEmpty() && !obstacle.equals(told)) {
        mnemon.note("It goes on by itself after: " + obstacle);
        told = obstacle;
      }
      pause();
      erasure =
          mnemon
              .server()
              .get(
                  mnemon.key(Credentials.ADMIN),
                  new Members().toJson(),
                  "v1",
                  "tenants",
                  tenant,
                  "erasure");
    }
    return erasure;
  }

  private static void pause() {
    try {
      Thread.sleep(LOOK_EVERY_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw CommandFailure.unreachable("Interrupted; the erasure goes on by itself.", e);
    }
  }

  private static Table rows(Json erasure, String which) {
    Table table = new Table("TABLE", "ROWS");
    for (Json count : erasure.get(which).items()) {
      String rows = count.get("rows").text();
      table.row(count.get("table").text(), rows.isEmpty() ? "0" : rows);
    }
    return table;
  }
}
