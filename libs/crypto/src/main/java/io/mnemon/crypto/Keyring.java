package io.mnemon.crypto;

/**
 * The keys that protect other keys. They never leave it.
 *
 * <p>Every key of the ring unwraps; only the active one wraps. The context is authenticated, not
 * hidden: what was wrapped in one context does not unwrap in another.
 */
public interface Keyring {
  /** The key that wraps from now on. */
  KeyId active();

  byte[] wrap(byte[] key, byte[] context);

  /**
   * @throws DecryptionFailedException if the bytes were changed, belong to another context, or were
   *     wrapped by a key that is not in the ring
   */
  byte[] unwrap(byte[] wrapped, byte[] context);
}
