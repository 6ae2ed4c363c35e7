package io.mnemon.embedded;

import java.util.List;
import java.util.Map;

/**
 * The commands for those who run an installation, such as a backup. They run instead of the
 * platform, in a process of their own, beside it or while it is stopped.
 */
public interface OperatorCommands {

  /**
   * Runs the command to its end.
   *
   * @param arguments the command's name and its options
   * @return what the process tells the shell
   */
  int run(List<String> arguments, Map<String, String> environment);
}
