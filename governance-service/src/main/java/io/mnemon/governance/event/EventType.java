package io.mnemon.governance.event;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What may happen. */
public enum EventType {
  APPROVAL_REQUESTED("approval.requested"),
  APPROVAL_DECIDED("approval.decided"),
  APPROVAL_ESCALATED("approval.escalated"),
  APPROVAL_EXPIRED("approval.expired"),
  APPROVAL_CANCELLED("approval.cancelled"),
  APPROVAL_SUPERSEDED("approval.superseded"),
  WEBHOOK_DISABLED("webhook.disabled");

  private final String word;

  EventType(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }

  public static Optional<EventType> ofWord(String word) {
    return Arrays.stream(values()).filter(type -> type.word.equals(word)).findFirst();
  }

  /** All of them, for a message. */
  public static String words() {
    return Arrays.stream(values()).map(EventType::word).collect(Collectors.joining(", "));
  }

  /** Whether a filter means this type: the type itself, a group as {@code approval.*}, or all. */
  public boolean matches(String filter) {
    return filter.equals("*")
        || filter.equals(word)
        || (filter.endsWith(".*") && word.startsWith(filter.substring(0, filter.length() - 1)));
  }
}
