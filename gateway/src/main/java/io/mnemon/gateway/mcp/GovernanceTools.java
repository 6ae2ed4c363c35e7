package io.mnemon.gateway.mcp;

import io.mnemon.gateway.contract.PublicMethods;
import java.util.List;

/** The tools over what others have to approve. */
final class GovernanceTools {
  private static final List<String> KINDS =
      List.of("promotion", "role", "policy", "erasure", "budget", "custom");
  private static final List<String> RISKS = List.of("low", "medium", "high", "critical");

  private GovernanceTools() {}

  static List<Tool> all(PublicMethods methods) {
    return List.of(request(methods));
  }

  private static Tool request(PublicMethods methods) {
    return new Tool(
        "governance_request",
        "Ask for approval",
        "Asks people to approve something that you or your user may not do by yourselves, such as"
            + " a role. Nothing happens until enough of them have approved; the answer has the"
            + " request's id and state. Use it after a refusal, and only if the user wants it.",
        methods.byName("CreateApproval"),
        Tool.Effect.ADDS,
        List.of(
            Argument.of("kind", "kind", "What is asked for.").oneOf(KINDS).required(),
            Argument.of(
                    "unit",
                    "unit",
                    "The id of the project, team, organization or tenant that it is about.")
                .required(),
            Argument.of("title", "title", "What is asked for and why, to people: one line of text.")
                .required(),
            Argument.of(
                "payload",
                "payload",
                "The details as a JSON object; for a role {principal, role, expires_at}."),
            Argument.of("risk", "risk", "How much may go wrong; medium if absent.").oneOf(RISKS),
            Argument.of(
                "reviewers",
                "reviewers",
                "Who shall decide, by id or name; the admins of the unit if absent.")));
  }
}
