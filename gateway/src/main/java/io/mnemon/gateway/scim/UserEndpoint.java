package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.CreateDirectoryUserRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryUserRequest;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.DirectoryUserAttributes;
import io.mnemon.api.governance.v1.GetDirectoryUserRequest;
import io.mnemon.api.governance.v1.ListDirectoryUsersRequest;
import io.mnemon.api.governance.v1.ListDirectoryUsersResponse;
import io.mnemon.api.governance.v1.ReplaceDirectoryUserRequest;
import io.mnemon.gateway.http.Answer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code /Users}. */
final class UserEndpoint implements Endpoint {
  /** How often a change is made anew because somebody else changed the user meanwhile. */
  private static final int ATTEMPTS = 5;

  private static final Map<String, String> FILTERS =
      Map.of(
          "id", "id",
          "username", "userName",
          "externalid", "externalId",
          "displayname", "displayName");

  @Override
  public Answer list(ScimRequest request) {
    Conditions conditions = Conditions.of(request.parameter("filter"), Schema.USER, FILTERS);
    ListDirectoryUsersRequest.Builder wanted =
        ListDirectoryUsersRequest.newBuilder()
            .setStartIndex(request.startIndex())
            .setCount(request.count());
    conditions.on("id").ifPresent(wanted::setId);
    conditions.on("userName").ifPresent(wanted::setUserName);
    conditions.on("externalId").ifPresent(wanted::setExternalId);
    conditions.on("displayName").ifPresent(wanted::setDisplayName);
    Projection projection = request.projection(Schema.USER);
    ListDirectoryUsersResponse found =
        request
            .calls()
            .call("ListDirectoryUsers", wanted.build(), ListDirectoryUsersResponse.class);
    List<ObjectNode> resources =
        found.getUsersList().stream()
            .map(user -> projection.of(UserMapper.resource(user, request.base())))
            .toList();
    return ScimAnswers.list(resources, found.getTotal(), request.startIndex());
  }

  @Override
  public Answer create(ScimRequest request) {
    DirectoryUser user =
        request
            .calls()
            .call(
                "CreateDirectoryUser",
                CreateDirectoryUserRequest.newBuilder()
                    .setUser(UserMapper.attributes(request.json()))
                    .build(),
                DirectoryUser.class);
    return answer(201, user, request);
  }

  @Override
  public Answer get(ScimRequest request) {
    DirectoryUser user = find(request);
    return request.knows(user.getVersion())
        ? ScimAnswers.nothing(304, ScimAnswers.version(user.getVersion()))
        : answer(200, user, request);
  }

  @Override
  public Answer replace(ScimRequest request) {
    ReplaceDirectoryUserRequest.Builder wanted =
        ReplaceDirectoryUserRequest.newBuilder()
            .setId(request.id())
            .setUser(UserMapper.attributes(request.json()));
    request.expectedVersion().ifPresent(wanted::setExpectedVersion);
    return answer(200, replace(request, wanted), request);
  }

  @Override
  public Answer patch(ScimRequest request) {
    List<PatchStep> steps = PatchReader.read(request.json(), Schema.USER);
    for (int attempt = 1; ; attempt++) {
      DirectoryUser before = find(request);
      DirectoryUserAttributes attributes = UserPatch.apply(before, steps);
      ReplaceDirectoryUserRequest.Builder wanted =
          ReplaceDirectoryUserRequest.newBuilder()
              .setId(request.id())
              .setUser(attributes)
              .setExpectedVersion(request.expectedVersion().orElse(before.getVersion()));
      try {
        return answer(200, replace(request, wanted), request);
      } catch (ServiceException e) {
        boolean again = e.code() == ErrorCode.ABORTED && request.expectedVersion().isEmpty();
        if (!again || attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  @Override
  public Answer delete(ScimRequest request) {
    DeleteDirectoryUserRequest.Builder wanted =
        DeleteDirectoryUserRequest.newBuilder().setId(request.id());
    request.expectedVersion().ifPresent(wanted::setExpectedVersion);
    request.calls().call("DeleteDirectoryUser", wanted.build());
    return ScimAnswers.nothing(204, Map.of());
  }

  private static DirectoryUser find(ScimRequest request) {
    return request
        .calls()
        .call(
            "GetDirectoryUser",
            GetDirectoryUserRequest.newBuilder().setId(request.id()).build(),
            DirectoryUser.class);
  }

  private static DirectoryUser replace(
      ScimRequest request, ReplaceDirectoryUserRequest.Builder wanted) {
    return request.calls().call("ReplaceDirectoryUser", wanted.build(), DirectoryUser.class);
  }

  private static Answer answer(int status, DirectoryUser user, ScimRequest request) {
    Map<String, String> headers = new TreeMap<>(ScimAnswers.version(user.getVersion()));
    if (status == 201) {
      headers.put("Location", request.base() + UserMapper.location(user));
    }
    ObjectNode resource = UserMapper.resource(user, request.base());
    return ScimAnswers.json(status, request.projection(Schema.USER).of(resource), headers);
  }
}
