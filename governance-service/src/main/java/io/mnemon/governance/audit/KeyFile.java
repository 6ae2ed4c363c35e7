package io.mnemon.governance.audit;

import io.mnemon.audit.SigningKey;
import io.mnemon.governance.KeyFiles;
import org.jboss.logging.Logger;

/** The file of the key that signs checkpoints. */
final class KeyFile {
  private static final Logger LOG = Logger.getLogger(KeyFile.class);
  private static final String NAME = "audit-signing-key";

  private final KeyFiles files;

  KeyFile(KeyFiles files) {
    this.files = files;
  }

  /** The key; a new one where there is none, the same for all that start at once. */
  SigningKey openOrCreate() {
    if (files.read(NAME).isEmpty()) {
      files.writeFirst(NAME, SigningKey.create().text());
      LOG.infof("a new key for audit checkpoints is in %s", files.path(NAME));
    }
    try {
      return SigningKey.of(files.read(NAME).orElseThrow());
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          files.path(NAME)
              + " does not hold a key for audit checkpoints: put the right one there, or move it"
              + " away to begin with a new one, which cannot sign for the old one",
          e);
    }
  }
}
