package io.mnemon.gateway.mcp;

import io.mnemon.gateway.contract.PublicMethod;
import java.util.List;

/**
 * Something that a person has the model do with memories, which one method finds.
 *
 * @param name its name
 * @param title its name to people
 * @param description what it does, to people
 * @param method the one method that it calls, whose action is what authorization checks
 * @param arguments what it takes
 * @param task what to do, to the model
 */
record Prompt(
    String name,
    String title,
    String description,
    PublicMethod method,
    List<Argument> arguments,
    String task) {

  Prompt {
    arguments = List.copyOf(arguments);
  }
}
