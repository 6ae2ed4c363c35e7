package io.mnemon.crypto;

/** A field that does not open although its key is at hand: the ciphertext itself was changed. */
public final class FieldDamagedException extends DecryptionFailedException {
  private static final long serialVersionUID = 1L;

  FieldDamagedException(DecryptionFailedException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
