package io.mnemon.gateway.auth;

/** Bounds how often keys can be guessed: the addresses from which wrong ones came. */
public interface Strangers {
  /**
   * Called before a key that is not known is checked.
   *
   * @throws io.mnemon.api.ServiceException RESOURCE_EXHAUSTED if too many wrong ones came from
   *     there
   */
  void mayTry(String address);

  /** Tells that a key that came from there was not good. */
  void wrongKey(String address);
}
