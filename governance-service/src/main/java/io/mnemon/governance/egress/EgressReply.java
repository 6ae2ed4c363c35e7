package io.mnemon.governance.egress;

import java.util.Map;

/**
 * What came back.
 *
 * @param headers the first of each name, in lower case
 * @param body as UTF-8, at most as long as was asked for
 * @param cut whether there was more
 */
public record EgressReply(int status, Map<String, String> headers, String body, boolean cut) {
  public EgressReply {
    headers = Map.copyOf(headers);
  }
}
