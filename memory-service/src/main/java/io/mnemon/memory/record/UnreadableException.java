package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A memory whose content is gone for as long as nobody brings it back from outside, while all that
 * the row says of it is there. It concerns this one memory only: another is read as ever.
 */
public final class UnreadableException extends ServiceException {
  private static final long serialVersionUID = 1L;

  private final UUID memory;

  private UnreadableException(
      UUID memory, ErrorCode code, String publicMessage, @Nullable Throwable cause) {
    super(code, publicMessage, cause);
    this.memory = memory;
  }

  /** The key of its content was destroyed: FAILED_PRECONDITION. */
  static UnreadableException keyDestroyed(UUID memory, Throwable cause) {
    return new UnreadableException(
        memory,
        ErrorCode.FAILED_PRECONDITION,
        "the key of this memory was destroyed: it cannot be read any more",
        cause);
  }

  /** The key of its content is not there, or the keyring does not open it: INTERNAL. */
  static UnreadableException keyLost(UUID memory, Throwable cause) {
    return new UnreadableException(
        memory,
        ErrorCode.INTERNAL,
        "the key of memory %s cannot be opened by the keyring: put the lost line back into its file, below the others"
            .formatted(memory),
        cause);
  }

  /** What the record has of its content is not what was put there: INTERNAL. */
  static UnreadableException damaged(UUID memory, Throwable cause) {
    return new UnreadableException(
        memory,
        ErrorCode.INTERNAL,
        "the content of memory %s is damaged in the database: bring it back from a backup"
            .formatted(memory),
        cause);
  }

  /** Its object in the archive is not there, or is not what was put there: INTERNAL. */
  public static UnreadableException lost(UUID memory, @Nullable Throwable cause) {
    return new UnreadableException(
        memory,
        ErrorCode.INTERNAL,
        "the archived content of memory %s is missing from the object store or damaged there: bring the object store back from a backup"
            .formatted(memory),
        cause);
  }

  /** Whose content it is. */
  public UUID memory() {
    return memory;
  }
}
