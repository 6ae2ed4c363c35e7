package io.mnemon.governance.identity;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;

/** Refusals of tokens. */
final class Refused {
  private Refused() {}

  /**
   * @param why completes "the token …"
   */
  static ServiceException token(String why) {
    return new ServiceException(ErrorCode.UNAUTHENTICATED, "the token " + why);
  }

  /**
   * @param why completes "the token …"
   */
  static ServiceException token(String why, Throwable cause) {
    return new ServiceException(ErrorCode.UNAUTHENTICATED, "the token " + why, cause);
  }
}
