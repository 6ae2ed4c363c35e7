package io.mnemon.cli;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What another system has written, as memories. */
interface Dump {
  /**
   * Tells the memories in their order, each as an import takes it.
   *
   * @throws CommandFailure if it is not what it was said to be
   */
  void tell(Consumer<Json> memories) throws IOException;

  /** What could not be made into memories, a sentence each; known after the memories were told. */
  List<String> leftOut();
}
