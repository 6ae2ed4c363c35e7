package io.mnemon.gateway.mcp;

import io.mnemon.gateway.contract.PublicMethod;
import java.util.List;

/**
 * A public method as a model calls it.
 *
 * @param name its name
 * @param title its name to people
 * @param description what it does and when to use it, to the model
 * @param method the one method that it calls, whose action is what authorization checks
 * @param effect what a call changes
 * @param arguments what it takes
 */
record Tool(
    String name,
    String title,
    String description,
    PublicMethod method,
    Effect effect,
    List<Argument> arguments) {

  Tool {
    arguments = List.copyOf(arguments);
  }

  /** What a call changes, as the annotations of MCP tell it. */
  enum Effect {
    /** Nothing. */
    READS(true, false, true),
    /** Something is there that was not; a second call may add another. */
    ADDS(false, false, false),
    /** What was there is replaced or gone; a second call changes nothing more. */
    REPLACES(false, true, true);

    private final boolean readOnly;
    private final boolean destructive;
    private final boolean idempotent;

    Effect(boolean readOnly, boolean destructive, boolean idempotent) {
      this.readOnly = readOnly;
      this.destructive = destructive;
      this.idempotent = idempotent;
    }

    boolean isReadOnly() {
      return readOnly;
    }

    boolean isDestructive() {
      return destructive;
    }

    boolean isIdempotent() {
      return idempotent;
    }
  }
}
