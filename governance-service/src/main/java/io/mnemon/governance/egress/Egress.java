package io.mnemon.governance.egress;

import java.io.IOException;
import java.net.URI;

/**
 * The only way out of governance. An implementation connects to public addresses only, whatever a
 * name resolves to at that moment, follows no redirect, and limits how long and how much it reads.
 */
public interface Egress {
  /**
   * Tells early whether requests to a place have a chance. Names are not resolved: what they
   * resolve to is judged when a request connects.
   *
   * @throws EgressRefused with a sentence that says what would be right
   */
  void check(URI destination) throws EgressRefused;

  /**
   * Sends one request and reads the reply. A reply of any status is a reply.
   *
   * @param maxReplyBytes how much of the body is read; the rest is cut off
   * @throws EgressRefused if the place is not one to connect to; nothing was sent
   * @throws IOException if no reply came in time
   */
  EgressReply send(EgressRequest request, int maxReplyBytes) throws IOException;
}
