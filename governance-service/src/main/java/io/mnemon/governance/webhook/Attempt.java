package io.mnemon.governance.webhook;

import io.mnemon.crypto.Bytes;
import java.util.List;
import java.util.UUID;

/**
 * What is to be sent now.
 *
 * @param event its id
 * @param body the event as JSON, the same at every attempt
 * @param secrets sealed, those that sign now
 * @param number which attempt it is, from 1
 */
record Attempt(
    UUID delivery, Webhook webhook, UUID event, String body, List<Bytes> secrets, int number) {
  Attempt {
    secrets = List.copyOf(secrets);
  }
}
