package io.mnemon.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mnemon key list}: the keys that the key may see, a page at a time. */
@Command(name = "list", description = "Lists API keys, without their secrets.")
final class KeyListCommand implements Callable<Integer> {
  private final MnemonCommand mnemon;

  @Option(
      names = "--principal",
      description = "Only keys of this principal, by id or by name. Default: all that you may see.")
  private String principal = "";

  @Option(names = "--cursor", description = "Goes on behind the page before.")
  private String cursor = "";

  KeyListCommand(MnemonCommand mnemon) {
    this.mnemon = mnemon;
  }

  @Override
  public Integer call() {
    Json query = new Members().with("principal", principal).with("cursor", cursor).toJson();
    Json answer = mnemon.server().get(mnemon.key(Credentials.ADMIN), query, "v1", "keys");
    mnemon.print(answer, KeyListCommand::table);
    String next = answer.get("next_cursor").text();
    if (!next.isEmpty()) {
      String same = principal.isEmpty() ? "" : " --principal " + principal;
      mnemon.note("There are more: mnemon key list" + same + " --cursor " + next);
    }
    return ExitCode.OK.number();
  }

  private static Table table(Json answer) {
    Table table = new Table("KEY", "PRINCIPAL", "CREATED", "LAST USED", "ENDS", "REPLACED BY");
    for (Json key : answer.get("keys").items()) {
      table.row(
          key.get("id").text(),
          key.get("principal").text(),
          key.get("created_at").text(),
          orDash(key.get("last_used_at").text()),
          ends(key),
          orDash(key.get("replaced_by").text()));
    }
    return table;
  }

  private static String ends(Json key) {
    String revoked = key.get("revoked_at").text();
    return revoked.isEmpty() ? orDash(key.get("expires_at").text()) : "revoked " + revoked;
  }

  private static String orDash(String text) {
    return text.isEmpty() ? "-" : text;
  }
}
