package io.mnemon.gateway.auth;

/** Checks API keys: a port to governance. */
interface KeyChecks {
  /**
   * @throws io.mnemon.api.ServiceException if the key could not be checked
   */
  KeyCheck check(String key);
}
