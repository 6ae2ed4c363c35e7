package io.mnemon.governance.provisioning;

import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryGroupRequest;
import io.mnemon.api.governance.v1.DirectoryEmail;
import io.mnemon.api.governance.v1.DirectoryGroupMember;
import io.mnemon.api.governance.v1.DirectoryGroupRef;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.api.governance.v1.ListDirectoryGroupsRequest;
import io.mnemon.api.governance.v1.ListDirectoryGroupsResponse;
import io.mnemon.api.governance.v1.ListDirectoryUsersRequest;
import io.mnemon.api.governance.v1.ListDirectoryUsersResponse;
import io.mnemon.api.governance.v1.ListGroupMappingsResponse;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.Role;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a directory pushes, as it travels. */
final class ProvisioningMapper {
  /** No user and no group has it: what is looked for by something that is no id is not found. */
  private static final UUID NOBODY = new UUID(0, 0);

  private ProvisioningMapper() {}

  static UserAttributes attributes(DirectoryUserAttributes proto) {
    return new UserAttributes(
        proto.getUserName(),
        proto.getExternalId(),
        proto.hasActive() ? proto.getActive() : null,
        proto.getDisplayName(),
        proto.getGivenName(),
        proto.getFamilyName(),
        proto.getFormattedName(),
        proto.getEmailsList().stream()
            .map(
                email ->
                    new UserAttributes.Email(email.getValue(), email.getType(), email.getPrimary()))
            .toList());
  }

  static UserStore.Conditions conditions(ListDirectoryUsersRequest request) {
    return new UserStore.Conditions(
        request.hasId() ? id(request.getId()) : null,
        request.hasUserName() ? request.getUserName() : null,
        request.hasExternalId() ? request.getExternalId() : null,
        request.hasDisplayName() ? request.getDisplayName() : null);
  }

  static Slice.Request slice(ListDirectoryUsersRequest request) {
    return Slice.Request.of(
        request.hasStartIndex() ? request.getStartIndex() : null,
        request.hasCount() ? request.getCount() : null);
  }

  static GroupStore.Conditions conditions(ListDirectoryGroupsRequest request) {
    return new GroupStore.Conditions(
        request.hasId() ? id(request.getId()) : null,
        request.hasDisplayName() ? request.getDisplayName() : null,
        request.hasExternalId() ? request.getExternalId() : null,
        request.hasMember() ? id(request.getMember()) : null);
  }

  static Slice.Request slice(ListDirectoryGroupsRequest request) {
    return Slice.Request.of(
        request.hasStartIndex() ? request.getStartIndex() : null,
        request.hasCount() ? request.getCount() : null);
  }

  static Groups.Wish wish(CreateDirectoryGroupRequest request) {
    return new Groups.Wish(
        request.getDisplayName(),
        request.getExternalId(),
        false,
        request.getMembersList(),
        List.of());
  }

  static Groups.Wish wish(ChangeDirectoryGroupRequest request) {
    return new Groups.Wish(
        request.hasDisplayName() ? request.getDisplayName() : null,
        request.hasExternalId() ? request.getExternalId() : null,
        request.getReplaceMembers(),
        request.getAddMembersList(),
        request.getRemoveMembersList());
  }

  static @Nullable Long version(boolean expected, long version) {
    return expected ? version : null;
  }

  static Role role(String word) {
    return Role.ofWord(word)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    "role",
                    "\""
                        + word
                        + "\" is unknown: give viewer, agent, developer, tech_lead, architect,"
                        + " admin or tenant_admin"));
  }

  static io.mnemon.api.governance.v1.DirectoryUser toProto(DirectoryUser user) {
    var proto =
        io.mnemon.api.governance.v1.DirectoryUser.newBuilder()
            .setId(user.id().toString())
            .setAttributes(toProto(user.attributes()))
            .setCreatedAt(TenantMapper.timestamp(user.createdAt()))
            .setUpdatedAt(TenantMapper.timestamp(user.updatedAt()))
            .setVersion(user.version());
    for (DirectoryUser.GroupRef group : user.groups()) {
      proto.addGroups(
          DirectoryGroupRef.newBuilder()
              .setId(group.id().toString())
              .setDisplayName(group.displayName()));
    }
    return proto.build();
  }

  private static DirectoryUserAttributes toProto(UserAttributes attributes) {
    DirectoryUserAttributes.Builder proto =
        DirectoryUserAttributes.newBuilder()
            .setUserName(attributes.userName())
            .setExternalId(Objects.requireNonNullElse(attributes.externalId(), ""))
            .setActive(Boolean.TRUE.equals(attributes.active()))
            .setDisplayName(attributes.displayName())
            .setGivenName(attributes.givenName())
            .setFamilyName(attributes.familyName())
            .setFormattedName(attributes.formattedName());
    for (UserAttributes.Email email : attributes.emails()) {
      proto.addEmails(
          DirectoryEmail.newBuilder()
              .setValue(email.value())
              .setType(email.type())
              .setPrimary(email.primary()));
    }
    return proto.build();
  }

  static ListDirectoryUsersResponse users(Slice<DirectoryUser> slice) {
    return ListDirectoryUsersResponse.newBuilder()
        .addAllUsers(slice.items().stream().map(ProvisioningMapper::toProto).toList())
        .setTotal(slice.total())
        .build();
  }

  static io.mnemon.api.governance.v1.DirectoryGroup toProto(DirectoryGroup group) {
    var proto =
        io.mnemon.api.governance.v1.DirectoryGroup.newBuilder()
            .setId(group.id().toString())
            .setDisplayName(group.displayName())
            .setExternalId(Objects.requireNonNullElse(group.externalId(), ""))
            .setMemberCount(group.size())
            .setCreatedAt(TenantMapper.timestamp(group.createdAt()))
            .setUpdatedAt(TenantMapper.timestamp(group.updatedAt()))
            .setVersion(group.version());
    for (DirectoryGroup.Member member : group.members()) {
      proto.addMembers(
          DirectoryGroupMember.newBuilder()
              .setId(member.id().toString())
              .setUserName(member.userName()));
    }
    return proto.build();
  }

  static ListDirectoryGroupsResponse groups(Slice<DirectoryGroup> slice) {
    return ListDirectoryGroupsResponse.newBuilder()
        .addAllGroups(slice.items().stream().map(ProvisioningMapper::toProto).toList())
        .setTotal(slice.total())
        .build();
  }

  static io.mnemon.api.governance.v1.GroupMapping toProto(GroupMapping mapping) {
    return io.mnemon.api.governance.v1.GroupMapping.newBuilder()
        .setGroup(mapping.group().toString())
        .setDisplayName(mapping.displayName())
        .setUnit(mapping.unit().toString())
        .setRole(mapping.role().word())
        .build();
  }

  static ListGroupMappingsResponse mappings(Page<GroupMapping> page) {
    return ListGroupMappingsResponse.newBuilder()
        .addAllMappings(page.items().stream().map(ProvisioningMapper::toProto).toList())
        .setNextCursor(TenantMapper.cursor(page))
        .build();
  }

  private static UUID id(String text) {
    return PrincipalRef.id(text).orElse(NOBODY);
  }
}
