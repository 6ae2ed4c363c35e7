package io.mnemon.inference;

import java.util.List;

/**
 * A language model that is asked in messages. Safe for use by many threads. What it says is text:
 * whoever asks checks it.
 */
public interface ChatModel extends AutoCloseable {

  /** The model's name, for the bill. */
  String name();

  /**
   * Asks once.
   *
   * @param messages the conversation so far, oldest first
   * @param form the JSON that the answer should have
   * @throws ChatUnavailableException if there is no answer within the time that is set
   */
  Answer answer(List<Message> messages, Form form);

  @Override
  void close();

  /** Who speaks. */
  enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  /** One message. */
  record Message(Role role, String text) {}

  /**
   * The form of an answer.
   *
   * @param name of letters, digits, dashes and underscores
   * @param jsonSchema a JSON schema
   */
  record Form(String name, String jsonSchema) {}

  /**
   * What the model said.
   *
   * @param text never null, perhaps empty
   * @param isCut whether it said more than it may
   * @param inputTokens what it has read, 0 if it does not say
   * @param outputTokens what it has written, 0 if it does not say
   */
  record Answer(String text, boolean isCut, long inputTokens, long outputTokens) {}
}
