package io.mnemon.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.contract.PublicMethod;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/**
 * The answers to the messages of one request, in their order. When rights change while a batch is
 * answered that has written, it cannot be done again: then it is told without what was read.
 */
final class GivenAnswers {
  private final List<Given> all = new ArrayList<>();
  private boolean haveWritten;
  private boolean hasRead;

  private record Given(Optional<ObjectNode> answer, boolean hasRead) {
    Optional<ObjectNode> withoutReads() {
      return hasRead
          ? answer.map(read -> RpcAnswers.refusal(read.path("id"), "", Deliveries.changed()))
          : answer;
    }
  }

  /** Forgets what was answered: the messages are answered from the first on. */
  void begin() {
    all.clear();
    hasRead = false;
  }

  /** Takes note of a call that is made for the message that is being answered. */
  void call(PublicMethod method) {
    hasRead |= method.isRead();
    haveWritten |= !method.isRead();
  }

  /** Keeps the answer to the message that was answered last, and gives it back. */
  Optional<ObjectNode> keep(Optional<ObjectNode> answer) {
    all.add(new Given(answer, hasRead));
    hasRead = false;
    return answer;
  }

  boolean haveWritten() {
    return haveWritten;
  }

  /**
   * Gives the same answers to the same messages, and a refusal for each that something was read.
   */
  StreamableHttp.Protocol withoutReads() {
    Iterator<Given> next = List.copyOf(all).iterator();
    return (message, alone) -> next.next().withoutReads();
  }
}
