package io.mnemon.governance.provisioning;

import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryUserRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryUserRequest;
import io.mnemon.api.governance.v1.DirectoryGroup;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.api.governance.v1.GroupMapping;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc.ProvisioningServiceBlockingStub;
import io.mnemon.api.governance.v1.PutGroupMappingRequest;
import io.mnemon.api.governance.v1.ReplaceDirectoryUserRequest;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import java.util.List;

/** A company's directory, which pushes with a key of an application's. */
public final class PushedDirectory {
  private final TestCalls calls;
  private final TestTenant tenant;
  private final Caller application;

  public PushedDirectory(TestCalls calls, TestTenant tenant) {
    this.calls = calls;
    this.tenant = tenant;
    Principal principal = tenant.application("directory");
    tenant.grant(tenant.id(), principal, "tenant_admin");
    this.application = tenant.caller(principal, "directory.*");
  }

  ProvisioningServiceBlockingStub push() {
    return calls.provisioning(application);
  }

  public static DirectoryUserAttributes.Builder named(String userName) {
    return DirectoryUserAttributes.newBuilder()
        .setUserName(userName)
        .setExternalId("ext-" + userName);
  }

  public DirectoryUser user(String userName) {
    return user(named(userName));
  }

  public DirectoryUser user(DirectoryUserAttributes.Builder attributes) {
    return push()
        .createDirectoryUser(CreateDirectoryUserRequest.newBuilder().setUser(attributes).build());
  }

  public DirectoryUser setActive(DirectoryUser user, boolean active) {
    return push()
        .replaceDirectoryUser(
            ReplaceDirectoryUserRequest.newBuilder()
                .setId(user.getId())
                .setUser(user.getAttributes().toBuilder().setActive(active))
                .build());
  }

  public DirectoryUser rename(DirectoryUser user, String userName) {
    return push()
        .replaceDirectoryUser(
            ReplaceDirectoryUserRequest.newBuilder()
                .setId(user.getId())
                .setUser(user.getAttributes().toBuilder().setUserName(userName))
                .build());
  }

  public void delete(DirectoryUser user) {
    push().deleteDirectoryUser(DeleteDirectoryUserRequest.newBuilder().setId(user.getId()).build());
  }

  public DirectoryGroup group(String name, DirectoryUser... members) {
    return push()
        .createDirectoryGroup(
            CreateDirectoryGroupRequest.newBuilder()
                .setDisplayName(name)
                .addAllMembers(List.of(members).stream().map(DirectoryUser::getId).toList())
                .build());
  }

  DirectoryGroup change(ChangeDirectoryGroupRequest.Builder change, DirectoryGroup group) {
    return push().changeDirectoryGroup(change.setId(group.getId()).build());
  }

  public GroupMapping map(String group, String unit, String role) {
    return calls
        .provisioning(tenant.admin())
        .putGroupMapping(
            PutGroupMappingRequest.newBuilder()
                .setGroup(group)
                .setUnit(unit)
                .setRole(role)
                .build());
  }

  /** The user as principals are. */
  static Principal principal(DirectoryUser user) {
    return Principal.newBuilder().setId(user.getId()).build();
  }
}
