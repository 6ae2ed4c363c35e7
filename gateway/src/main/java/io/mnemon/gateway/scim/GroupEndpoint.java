package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateDirectoryGroupRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryGroupRequest;
import io.mnemon.api.governance.v1.DirectoryGroup;
import io.mnemon.api.governance.v1.GetDirectoryGroupRequest;
import io.mnemon.api.governance.v1.ListDirectoryGroupsRequest;
import io.mnemon.api.governance.v1.ListDirectoryGroupsResponse;
import io.mnemon.gateway.http.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /Groups}. */
final class GroupEndpoint implements Endpoint {
  private static final Map<String, String> FILTERS =
      Map.of(
          "id", "id",
          "displayname", "displayName",
          "externalid", "externalId",
          "members", "members.value",
          "members.value", "members.value");

  @Override
  public Answer list(ScimRequest request) {
    Conditions conditions = Conditions.of(request.parameter("filter"), Schema.GROUP, FILTERS);
    Projection projection = request.projection(Schema.GROUP);
    ListDirectoryGroupsRequest.Builder wanted =
        ListDirectoryGroupsRequest.newBuilder()
            .setStartIndex(request.startIndex())
            .setCount(request.count())
            .setWithMembers(projection.shows("members"));
    conditions.on("id").ifPresent(wanted::setId);
    conditions.on("displayName").ifPresent(wanted::setDisplayName);
    conditions.on("externalId").ifPresent(wanted::setExternalId);
    conditions.on("members.value").ifPresent(wanted::setMember);
    ListDirectoryGroupsResponse found =
        request
            .calls()
            .call("ListDirectoryGroups", wanted.build(), ListDirectoryGroupsResponse.class);
    List<ObjectNode> resources =
        found.getGroupsList().stream()
            .map(group -> projection.of(GroupMapper.resource(group, request.base())))
            .toList();
    return ScimAnswers.list(resources, found.getTotal(), request.startIndex());
  }

  @Override
  public Answer create(ScimRequest request) {
    DirectoryGroup group =
        request
            .calls()
            .call("CreateDirectoryGroup", GroupMapper.group(request.json()), DirectoryGroup.class);
    return answer(201, group, request);
  }

  @Override
  public Answer get(ScimRequest request) {
    DirectoryGroup group = find(request);
    return request.knows(group.getVersion())
        ? ScimAnswers.nothing(304, ScimAnswers.version(group.getVersion()))
        : answer(200, group, request);
  }

  @Override
  public Answer replace(ScimRequest request) {
    CreateDirectoryGroupRequest wanted = GroupMapper.group(request.json());
    change(
        request,
        ChangeDirectoryGroupRequest.newBuilder()
            .setId(request.id())
            .setDisplayName(wanted.getDisplayName())
            .setExternalId(wanted.getExternalId())
            .setReplaceMembers(true)
            .addAllAddMembers(wanted.getMembersList()));
    return answer(200, find(request), request);
  }

  /** A large group is not told again to those who changed a part of it. */
  @Override
  public Answer patch(ScimRequest request) {
    List<PatchStep> steps = PatchReader.read(request.json(), Schema.GROUP);
    DirectoryGroup changed = change(request, GroupPatch.change(request.id(), steps));
    return ScimAnswers.nothing(204, ScimAnswers.version(changed.getVersion()));
  }

  @Override
  public Answer delete(ScimRequest request) {
    DeleteDirectoryGroupRequest.Builder wanted =
        DeleteDirectoryGroupRequest.newBuilder().setId(request.id());
    request.expectedVersion().ifPresent(wanted::setExpectedVersion);
    request.calls().call("DeleteDirectoryGroup", wanted.build());
    return ScimAnswers.nothing(204, Map.of());
  }

  private static DirectoryGroup find(ScimRequest request) {
    boolean withMembers = request.projection(Schema.GROUP).shows("members");
    return request
        .calls()
        .call(
            "GetDirectoryGroup",
            GetDirectoryGroupRequest.newBuilder()
                .setId(request.id())
                .setWithoutMembers(!withMembers)
                .build(),
            DirectoryGroup.class);
  }

  private static DirectoryGroup change(
      ScimRequest request, ChangeDirectoryGroupRequest.Builder change) {
    request.expectedVersion().ifPresent(change::setExpectedVersion);
    return request.calls().call("ChangeDirectoryGroup", change.build(), DirectoryGroup.class);
  }

  private static Answer answer(int status, DirectoryGroup group, ScimRequest request) {
    Map<String, String> headers = new TreeMap<>(ScimAnswers.version(group.getVersion()));
    if (status == 201) {
      headers.put("Location", request.base() + GroupMapper.location(group));
    }
    ObjectNode resource = GroupMapper.resource(group, request.base());
    return ScimAnswers.json(status, request.projection(Schema.GROUP).of(resource), headers);
  }
}
