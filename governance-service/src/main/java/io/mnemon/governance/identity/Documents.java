package io.mnemon.governance.identity;

import java.io.IOException;
import java.net.URI;

/** Documents of issuers. */
interface Documents {
  /**
   * @throws IOException if there is none, or it is too large, or none came in time
   */
  String get(URI place) throws IOException;
}
