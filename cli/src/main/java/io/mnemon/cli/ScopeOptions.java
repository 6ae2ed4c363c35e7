package io.mnemon.cli;

import picocli.CommandLine.Option;

/** The coordinates of a scope on the command line. */
final class ScopeOptions {
  @Option(names = "--user", description = "A user, by id or by name.")
  private String user = "";

  @Option(names = "--agent", description = "An agent, by id or by name.")
  private String agent = "";

  @Option(names = "--session", description = "The name of a session.")
  private String session = "";

  @Option(names = "--unit", description = "The id of a project, team or org.")
  private String unit = "";

  Members toMembers() {
    return new Members()
        .with("user", user)
        .with("agent", agent)
        .with("session", session)
        .with("unit", unit);
  }

  boolean isNamed() {
    return !(user + agent + session + unit).isEmpty();
  }

  /** The layer that has exactly these coordinates, where there is only one. */
  String onlyLayer() {
    boolean hasUser = !user.isEmpty() && unit.isEmpty();
    if (hasUser && !agent.isEmpty() && session.isEmpty()) {
      return "agent";
    }
    if (hasUser && agent.isEmpty()) {
      return session.isEmpty() ? "user" : "session";
    }
    throw CommandFailure.usage(
        "Say whose memory it is: --user; --user and --agent; --user and --session; --unit and"
            + " --layer project, team or org; or --layer company.");
  }
}
