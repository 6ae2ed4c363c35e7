package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.Optional;
import java.util.UUID;

/** What the outcomes of a creation mean for the request. */
final class Creations {
  private Creations() {}

  /**
   * The resource that was made when the same request came before; empty if it was made now.
   *
   * @param taken the message where the name is taken
   * @param limit the message where there are too many
   * @throws ServiceException if nothing was made
   */
  static Optional<UUID> earlier(Creation creation, String taken, String limit) {
    return switch (creation) {
      case Creation.Created() -> Optional.empty();
      case Creation.Repeated(UUID id) -> Optional.of(id);
      case Creation.UsedForOther() -> throw Once.usedForOther();
      case Creation.NameTaken() -> throw new ServiceException(ErrorCode.ALREADY_EXISTS, taken);
      case Creation.LimitReached() ->
          throw new ServiceException(ErrorCode.RESOURCE_EXHAUSTED, limit);
    };
  }
}
