package io.mnemon.gateway.mcp;

import io.mnemon.gateway.contract.PublicMethods;
import java.util.List;

/** The tools about what the agent may do. */
final class AccessTools {
  private AccessTools() {}

  static List<Tool> all(PublicMethods methods) {
    return List.of(
        new Tool(
            "access_check",
            "Check a right",
            "Tells whether you may do something, and why: which policy decides and which grant of a"
                + " role applies. Nothing is done. Use it when a call was refused, to say what is"
                + " missing.",
            methods.byName("Authorize"),
            Tool.Effect.READS,
            List.of(
                Argument.of("action", "action", "The action, e.g. memory.delete or unit.create.")
                    .required(),
                Argument.of(
                    "unit",
                    "resource.unit",
                    "The id of the project, team or organization concerned; all of the company if"
                        + " absent."))));
  }
}
