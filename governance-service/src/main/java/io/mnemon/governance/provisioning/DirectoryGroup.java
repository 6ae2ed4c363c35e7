package io.mnemon.governance.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A group of the directory.
 *
 * @param externalId the id that the directory has for it; null for none
 * @param members those that were asked for, in the order of their ids
 * @param size how many members it has
 * @param version grows with every change, of its members too
 */
record DirectoryGroup(
    UUID id,
    String displayName,
    @Nullable String externalId,
    List<Member> members,
    int size,
    Instant createdAt,
    Instant updatedAt,
    long version) {
  DirectoryGroup {
    members = List.copyOf(members);
  }

  record Member(UUID id, String userName) {}

  DirectoryGroup with(List<Member> shown) {
    return new DirectoryGroup(
        id, displayName, externalId, shown, size, createdAt, updatedAt, version);
  }
}
