package io.mnemon.governance.egress;

import java.net.UnknownHostException;

/** A place that no request goes to. Where names are resolved no other exception is allowed. */
public final class EgressRefused extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  EgressRefused(String message) {
    super(message);
  }
}
