package io.mnemon.governance.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A user of the directory.
 *
 * @param id that of the principal
 * @param version grows with every change of its attributes
 */
record DirectoryUser(
    UUID id,
    UserAttributes attributes,
    List<GroupRef> groups,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  DirectoryUser {
    groups = List.copyOf(groups);
  }

  /** A group as its members show it. */
  record GroupRef(UUID id, String displayName) {}
}
