package io.mnemon.governance.provisioning;

import com.google.protobuf.Empty;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryUserRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryGroupRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryUserRequest;
import io.mnemon.api.governance.v1.GetDirectoryGroupRequest;
import io.mnemon.api.governance.v1.GetDirectoryUserRequest;
import io.mnemon.api.governance.v1.ListDirectoryGroupsRequest;
import io.mnemon.api.governance.v1.ListDirectoryGroupsResponse;
import io.mnemon.api.governance.v1.ListDirectoryUsersRequest;
import io.mnemon.api.governance.v1.ListDirectoryUsersResponse;
import io.mnemon.api.governance.v1.ListGroupMappingsRequest;
import io.mnemon.api.governance.v1.ListGroupMappingsResponse;
import io.mnemon.api.governance.v1.ProvisioningServiceGrpc;
import io.mnemon.api.governance.v1.PutGroupMappingRequest;
import io.mnemon.api.governance.v1.RemoveGroupMappingRequest;
import io.mnemon.api.governance.v1.ReplaceDirectoryUserRequest;
import io.mnemon.governance.tenant.TenantMapper;
import io.mnemon.tenancy.CallAnswer;
import io.mnemon.tenancy.CallerContext;
import io.quarkus.grpc.GrpcService;

/** What a company's directory pushes. */
@GrpcService
class ProvisioningGrpcService extends ProvisioningServiceGrpc.ProvisioningServiceImplBase {
  private final Users users;
  private final Groups groups;
  private final Mappings mappings;

  ProvisioningGrpcService(Users users, Groups groups, Mappings mappings) {
    this.users = users;
    this.groups = groups;
    this.mappings = mappings;
  }

  @Override
  public void createDirectoryUser(
      CreateDirectoryUserRequest request,
      StreamObserver<io.mnemon.api.governance.v1.DirectoryUser> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.toProto(
                users.create(
                    CallerContext.current(), ProvisioningMapper.attributes(request.getUser()))));
  }

  @Override
  public void listDirectoryUsers(
      ListDirectoryUsersRequest request, StreamObserver<ListDirectoryUsersResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.users(
                users.list(
                    CallerContext.current(),
                    ProvisioningMapper.conditions(request),
                    ProvisioningMapper.slice(request))));
  }

  @Override
  public void getDirectoryUser(
      GetDirectoryUserRequest request,
      StreamObserver<io.mnemon.api.governance.v1.DirectoryUser> observer) {
    CallAnswer.one(
        observer,
        () -> ProvisioningMapper.toProto(users.get(CallerContext.current(), request.getId())));
  }

  @Override
  public void replaceDirectoryUser(
      ReplaceDirectoryUserRequest request,
      StreamObserver<io.mnemon.api.governance.v1.DirectoryUser> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.toProto(
                users.replace(
                    CallerContext.current(),
                    request.getId(),
                    ProvisioningMapper.attributes(request.getUser()),
                    ProvisioningMapper.version(
                        request.hasExpectedVersion(), request.getExpectedVersion()))));
  }

  @Override
  public void deleteDirectoryUser(
      DeleteDirectoryUserRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          users.delete(
              CallerContext.current(),
              request.getId(),
              ProvisioningMapper.version(
                  request.hasExpectedVersion(), request.getExpectedVersion()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void createDirectoryGroup(
      CreateDirectoryGroupRequest request,
      StreamObserver<io.mnemon.api.governance.v1.DirectoryGroup> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.toProto(
                groups.create(CallerContext.current(), ProvisioningMapper.wish(request))));
  }

  @Override
  public void listDirectoryGroups(
      ListDirectoryGroupsRequest request, StreamObserver<ListDirectoryGroupsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.groups(
                groups.list(
                    CallerContext.current(),
                    ProvisioningMapper.conditions(request),
                    ProvisioningMapper.slice(request),
                    request.getWithMembers())));
  }

  @Override
  public void getDirectoryGroup(
      GetDirectoryGroupRequest request,
      StreamObserver<io.mnemon.api.governance.v1.DirectoryGroup> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.toProto(
                groups.get(
                    CallerContext.current(), request.getId(), !request.getWithoutMembers())));
  }

  @Override
  public void changeDirectoryGroup(
      ChangeDirectoryGroupRequest request,
      StreamObserver<io.mnemon.api.governance.v1.DirectoryGroup> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.toProto(
                groups.change(
                    CallerContext.current(),
                    request.getId(),
                    ProvisioningMapper.wish(request),
                    ProvisioningMapper.version(
                        request.hasExpectedVersion(), request.getExpectedVersion()))));
  }

  @Override
  public void deleteDirectoryGroup(
      DeleteDirectoryGroupRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          groups.delete(
              CallerContext.current(),
              request.getId(),
              ProvisioningMapper.version(
                  request.hasExpectedVersion(), request.getExpectedVersion()));
          return Empty.getDefaultInstance();
        });
  }

  @Override
  public void putGroupMapping(
      PutGroupMappingRequest request,
      StreamObserver<io.mnemon.api.governance.v1.GroupMapping> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.toProto(
                mappings.put(
                    CallerContext.current(),
                    request.getGroup(),
                    request.getUnit(),
                    ProvisioningMapper.role(request.getRole()))));
  }

  @Override
  public void listGroupMappings(
      ListGroupMappingsRequest request, StreamObserver<ListGroupMappingsResponse> observer) {
    CallAnswer.one(
        observer,
        () ->
            ProvisioningMapper.mappings(
                mappings.list(
                    CallerContext.current(),
                    TenantMapper.page(
                        request.hasLimit(), request.getLimit(), request.getCursor()))));
  }

  @Override
  public void removeGroupMapping(
      RemoveGroupMappingRequest request, StreamObserver<Empty> observer) {
    CallAnswer.one(
        observer,
        () -> {
          mappings.remove(CallerContext.current(), request.getGroup());
          return Empty.getDefaultInstance();
        });
  }
}
