package io.mnemon.gateway.auth;

/** Checks API keys: a port to governance. */
interface KeyChecks {
  /**
   * @param address where the key came from
   * @throws io.mnemon.api.ServiceException if the key could not be checked
   */
  KeyCheck check(String key, String address);

  /** Checks a key whatever was known of it. */
  default KeyCheck afresh(String key, String address) {
    return check(key, address);
  }
}
