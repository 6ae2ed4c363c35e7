package io.mnemon.governance.identity;

import java.util.Optional;

/** Reads signed tokens. What one claims is not to be believed before it is proven. */
interface TokenProofs {
  /**
   * Empty if the text has not the form of a token.
   *
   * @throws io.mnemon.api.ServiceException UNAUTHENTICATED if it has, and cannot be a good one
   */
  Optional<ClaimedToken> read(String text);

  /** What a token claims, and how to prove it. */
  interface ClaimedToken {
    Claims claims();

    /** The type in its header, in lower case and without "application/"; empty if it has none. */
    String type();

    /**
     * Returns if the issuer has signed the token with a key and an algorithm of its own.
     *
     * @throws io.mnemon.api.ServiceException UNAUTHENTICATED if it has not, or if that cannot be
     *     found out
     */
    void prove(Issuer issuer);
  }
}
