package io.mnemon.governance.identity;

import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.egress.EgressReply;
import io.mnemon.governance.egress.EgressRequest;
import java.io.IOException;
import java.net.URI;

/** Documents from public places. */
record EgressDocuments(Egress egress, int maxBytes) implements Documents {
  private static final int OK = 200;

  @Override
  public String get(URI place) throws IOException {
    EgressReply reply = egress.send(EgressRequest.get(place), maxBytes);
    if (reply.status() != OK) {
      throw new IOException(place + " answered " + reply.status());
    }
    if (reply.cut()) {
      throw new IOException(place + " answered more than " + maxBytes + " bytes");
    }
    return reply.body();
  }
}
