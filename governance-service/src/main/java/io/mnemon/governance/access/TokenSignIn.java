package io.mnemon.governance.access;

import io.mnemon.tenancy.Caller;
import java.util.Optional;

/** Tells who shows a token of an issuer that a tenant trusts. */
public interface TokenSignIn {
  /**
   * Empty if the text is no token at all.
   *
   * @throws io.mnemon.api.ServiceException UNAUTHENTICATED if it is one that is not good
   */
  Optional<Caller> caller(String text);
}
