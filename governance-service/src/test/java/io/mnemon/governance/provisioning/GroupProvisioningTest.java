package io.mnemon.governance.provisioning;

import static io.mnemon.governance.Refusals.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.governance.v1.ChangeDirectoryGroupRequest;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.DeleteDirectoryGroupRequest;
import io.mnemon.api.governance.v1.DirectoryGroup;
import io.mnemon.api.governance.v1.DirectoryGroupMember;
import io.mnemon.api.governance.v1.DirectoryUser;
import io.mnemon.api.governance.v1.GetDirectoryGroupRequest;
import io.mnemon.api.governance.v1.GetDirectoryUserRequest;
import io.mnemon.api.governance.v1.GroupMapping;
import io.mnemon.api.governance.v1.ListDirectoryGroupsRequest;
import io.mnemon.api.governance.v1.ListDirectoryGroupsResponse;
import io.mnemon.api.governance.v1.ListGroupMappingsRequest;
import io.mnemon.api.governance.v1.ListMembersRequest;
import io.mnemon.api.governance.v1.Member;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutGroupMappingRequest;
import io.mnemon.api.governance.v1.RemoveGroupMappingRequest;
import io.mnemon.api.governance.v1.RemoveMemberRequest;
import io.mnemon.governance.GovernanceStores;
import io.mnemon.governance.TestCalls;
import io.mnemon.governance.TestTenant;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Role;
import io.mnemon.test.FakeClock;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Groups give their members roles, for as long as they are in them. */
@QuarkusTest
@QuarkusTestResource(GovernanceStores.class)
class GroupProvisioningTest {
  @Inject TestCalls calls;
  @Inject FakeClock clock;

  private TestTenant tenant;
  private PushedDirectory directory;
  private String north;
  private DirectoryUser ada;
  private DirectoryUser grace;

  @BeforeEach
  void tenant() {
    tenant = TestTenant.create(calls);
    directory = new PushedDirectory(calls, tenant);
    north = tenant.organization("north");
    ada = directory.user("ada");
    grace = directory.user("grace");
  }

  @Test
  void aGroupComesBackAsItWasPushed() {
    DirectoryGroup made = directory.group("Engineers", ada, grace);

    assertThat(made.getMembersList())
        .extracting(DirectoryGroupMember::getUserName)
        .containsExactly("ada", "grace");
    assertThat(made.getMemberCount()).isEqualTo(2);
    assertThat(get(made)).isEqualTo(made);
    assertThat(user(ada).getGroups(0).getDisplayName()).isEqualTo("Engineers");
  }

  @Test
  void membersOfAMappedGroupHaveItsRole() {
    DirectoryGroup engineers = directory.group("Engineers", ada);

    directory.map("Engineers", north, "developer");

    assertThat(rolesOf(ada))
        .containsExactly(new Caller.RoleGrant(UUID.fromString(north), Role.DEVELOPER));
    assertThat(rolesOf(grace)).isEmpty();
    directory.change(
        ChangeDirectoryGroupRequest.newBuilder().addAddMembers(grace.getId()), engineers);
    assertThat(rolesOf(grace)).hasSize(1);
    directory.change(
        ChangeDirectoryGroupRequest.newBuilder().addRemoveMembers(ada.getId()), engineers);
    assertThat(rolesOf(ada)).isEmpty();
    assertThat(rolesOf(grace)).hasSize(1);
  }

  @Test
  void aMappingIsReplacedAndRemoved() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    directory.map("Engineers", north, "developer");
    String south = tenant.organization("south");

    directory.map(engineers.getId(), south, "viewer");

    assertThat(rolesOf(ada))
        .containsExactly(new Caller.RoleGrant(UUID.fromString(south), Role.VIEWER));
    assertThat(
            calls
                .provisioning(tenant.admin())
                .listGroupMappings(ListGroupMappingsRequest.getDefaultInstance())
                .getMappingsList())
        .singleElement()
        .satisfies(mapping -> assertThat(mapping.getUnit()).isEqualTo(south))
        .satisfies(mapping -> assertThat(mapping.getDisplayName()).isEqualTo("Engineers"));
    var removal = RemoveGroupMappingRequest.newBuilder().setGroup("Engineers").build();
    calls.provisioning(tenant.admin()).removeGroupMapping(removal);
    assertThat(rolesOf(ada)).isEmpty();
    assertRefused(
        ErrorCode.NOT_FOUND,
        "a mapping of group Engineers",
        () -> calls.provisioning(tenant.admin()).removeGroupMapping(removal));
  }

  @Test
  void whatWasGivenByHandStaysAndTheStrongestCounts() {
    Principal adas = PushedDirectory.principal(ada);
    tenant.grant(north, adas, "architect");
    DirectoryGroup engineers = directory.group("Engineers", ada);
    directory.map("Engineers", north, "developer");

    assertThat(rolesOf(ada))
        .extracting(Caller.RoleGrant::role)
        .containsExactlyInAnyOrder(Role.ARCHITECT, Role.DEVELOPER);
    assertThat(membersOfNorth()).extracting(Member::getRole).containsExactly("architect");
    delete(engineers);
    assertThat(rolesOf(ada)).extracting(Caller.RoleGrant::role).containsExactly(Role.ARCHITECT);
  }

  @Test
  void aRoleOfTwoGroupsStaysWhileOneGivesIt() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    directory.group("Everybody", ada);
    directory.map("Engineers", north, "tech_lead");
    directory.map("Everybody", north, "viewer");
    assertThat(membersOfNorth()).extracting(Member::getRole).containsExactly("tech_lead");

    delete(engineers);

    assertThat(membersOfNorth()).extracting(Member::getRole).containsExactly("viewer");
  }

  @Test
  void whatAGroupGivesIsNotTakenByHand() {
    directory.group("Engineers", ada);
    directory.map("Engineers", north, "developer");
    var removal = RemoveMemberRequest.newBuilder().setUnit(north).setPrincipal(ada.getId()).build();

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "take them out of the group",
        () -> calls.tenants(tenant.admin()).removeMember(removal));
    assertThat(rolesOf(ada)).hasSize(1);
    tenant.grant(north, PushedDirectory.principal(ada), "viewer");
    calls.tenants(tenant.admin()).removeMember(removal);
    assertThat(rolesOf(ada)).extracting(Caller.RoleGrant::role).containsExactly(Role.DEVELOPER);
  }

  @Test
  void aDeactivatedMemberHasNothingAndGetsItBack() {
    directory.group("Engineers", ada, grace);
    directory.map("Engineers", north, "developer");

    directory.setActive(ada, false);

    assertThat(membersOfNorth()).extracting(Member::getPrincipal).containsExactly(grace.getId());
    directory.setActive(ada, true);
    assertThat(rolesOf(ada)).extracting(Caller.RoleGrant::role).containsExactly(Role.DEVELOPER);
  }

  @Test
  void whoeverJoinsWhileInactiveGetsTheRoleLater() {
    DirectoryGroup engineers = directory.group("Engineers");
    directory.map("Engineers", north, "developer");
    directory.setActive(ada, false);

    directory.change(
        ChangeDirectoryGroupRequest.newBuilder().addAddMembers(ada.getId()), engineers);

    assertThat(membersOfNorth()).isEmpty();
    directory.setActive(ada, true);
    assertThat(membersOfNorth()).hasSize(1);
  }

  @Test
  void aDeletedUserLeavesItsGroups() {
    DirectoryGroup engineers = directory.group("Engineers", ada, grace);
    directory.map("Engineers", north, "developer");

    directory.delete(ada);

    assertThat(get(engineers).getMembersList())
        .extracting(DirectoryGroupMember::getId)
        .containsExactly(grace.getId());
    assertThat(membersOfNorth()).hasSize(1);
    assertThat(rolesOf(directory.user("ada"))).isEmpty();
  }

  @Test
  void membersAreReplacedAndRenamingLeavesThem() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    directory.map("Engineers", north, "developer");

    directory.change(
        ChangeDirectoryGroupRequest.newBuilder()
            .setReplaceMembers(true)
            .addAddMembers(grace.getId()),
        engineers);
    DirectoryGroup renamed =
        directory.change(
            ChangeDirectoryGroupRequest.newBuilder()
                .setDisplayName("Builders")
                .setExternalId("b-1"),
            engineers);

    assertThat(renamed.getVersion()).isEqualTo(3);
    assertThat(renamed.getExternalId()).isEqualTo("b-1");
    assertThat(get(renamed).getMembersList())
        .extracting(DirectoryGroupMember::getId)
        .containsExactly(grace.getId());
    assertThat(rolesOf(ada)).isEmpty();
    assertThat(rolesOf(grace)).hasSize(1);
  }

  @Test
  void aThousandMembersAreAddedAtOnce() {
    List<String> ids =
        IntStream.range(0, 1_000).mapToObj(i -> directory.user("user-" + i).getId()).toList();
    DirectoryGroup engineers = directory.group("Engineers");
    directory.map("Engineers", north, "viewer");

    DirectoryGroup changed =
        directory.change(ChangeDirectoryGroupRequest.newBuilder().addAllAddMembers(ids), engineers);

    assertThat(changed.getMemberCount()).isEqualTo(1_000);
    assertThat(membersOfNorth()).hasSize(1_000);
    directory.change(ChangeDirectoryGroupRequest.newBuilder().addAllRemoveMembers(ids), engineers);
    assertThat(membersOfNorth()).isEmpty();
  }

  @Test
  void onlyUsersOfTheDirectoryAreMembersAndNothingIsHalfDone() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    Principal byHand = tenant.user("bob");
    PushedDirectory elsewhere = new PushedDirectory(calls, TestTenant.create(calls));
    DirectoryUser stranger = elsewhere.user("ada");

    for (String id : List.of(byHand.getId(), stranger.getId(), engineers.getId())) {
      assertRefused(
          ErrorCode.INVALID_ARGUMENT,
          id + ", who is no user of the directory",
          () ->
              directory.change(
                  ChangeDirectoryGroupRequest.newBuilder()
                      .setDisplayName("Others")
                      .addAddMembers(grace.getId())
                      .addAddMembers(id),
                  engineers));
    }
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "add_members[0]",
        () ->
            directory.change(
                ChangeDirectoryGroupRequest.newBuilder().addAddMembers("ada"), engineers));
    assertThat(get(engineers)).isEqualTo(engineers);
  }

  @Test
  void aChangeForAnotherVersionIsRefused() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    directory.change(
        ChangeDirectoryGroupRequest.newBuilder().setDisplayName("Builders"), engineers);

    assertRefused(
        ErrorCode.ABORTED,
        "version 2 by now",
        () ->
            directory.change(
                ChangeDirectoryGroupRequest.newBuilder()
                    .setExpectedVersion(1)
                    .setReplaceMembers(true),
                engineers));
    assertThat(get(engineers).getMemberCount()).isEqualTo(1);
  }

  @Test
  void groupsAreFoundByNameAndByMember() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    DirectoryGroup all = directory.group("Everybody", ada, grace);

    assertThat(list(ListDirectoryGroupsRequest.newBuilder().setDisplayName("engineers")))
        .extracting(DirectoryGroup::getId)
        .containsExactly(engineers.getId());
    assertThat(list(ListDirectoryGroupsRequest.newBuilder().setMember(grace.getId())))
        .extracting(DirectoryGroup::getId)
        .containsExactly(all.getId());
    assertThat(
            list(
                ListDirectoryGroupsRequest.newBuilder()
                    .setId(engineers.getId())
                    .setMember(grace.getId())))
        .isEmpty();
    assertThat(list(ListDirectoryGroupsRequest.newBuilder().setWithMembers(true)))
        .containsExactly(engineers, all);
    assertThat(list(ListDirectoryGroupsRequest.newBuilder()))
        .allSatisfy(group -> assertThat(group.getMembersList()).isEmpty());
  }

  @Test
  void aGroupThatIsNamedTwiceIsMappedByItsId() {
    directory.group("Engineers", ada);
    DirectoryGroup second = directory.group("Engineers", grace);

    assertRefused(
        ErrorCode.FAILED_PRECONDITION,
        "name the one that is meant by its id",
        () -> directory.map("Engineers", north, "viewer"));
    assertThat(directory.map(second.getId(), north, "viewer").getGroup()).isEqualTo(second.getId());
  }

  @Test
  void theDirectorysKeyDoesNotDecideWhatItsGroupsMayDo() {
    directory.group("Engineers", ada);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "limited to directory.*",
        () ->
            directory
                .push()
                .putGroupMapping(
                    PutGroupMappingRequest.newBuilder()
                        .setGroup("Engineers")
                        .setUnit(tenant.id())
                        .setRole("tenant_admin")
                        .build()));
  }

  @Test
  void aMappingNeedsAnAdministratorAUnitAndARole() {
    directory.group("Engineers", ada);
    Principal bob = tenant.user("bob");
    tenant.grant(tenant.id(), bob, "admin");
    Caller caller = tenant.caller(bob);
    var wish =
        PutGroupMappingRequest.newBuilder()
            .setGroup("Engineers")
            .setUnit(north)
            .setRole("viewer")
            .build();

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "needs the role tenant_admin",
        () -> calls.provisioning(caller).putGroupMapping(wish));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "tenant_admin is a role on the whole tenant",
        () -> directory.map("Engineers", north, "tenant_admin"));
    assertRefused(
        ErrorCode.INVALID_ARGUMENT,
        "is unknown",
        () -> directory.map("Engineers", north, "platform_admin"));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "unit",
        () -> directory.map("Engineers", UUID.randomUUID() + "", "viewer"));
    assertRefused(
        ErrorCode.NOT_FOUND, "group Nobody", () -> directory.map("Nobody", north, "viewer"));
    directory.map("Engineers", tenant.id(), "tenant_admin");
    assertThat(rolesOf(ada)).extracting(Caller.RoleGrant::role).containsExactly(Role.TENANT_ADMIN);
  }

  @Test
  void nobodyMapsAGroupToWhatTheyHoldForAWhile() {
    directory.group("Engineers", ada);
    Principal bob = tenant.user("bob");
    tenant.grantUntil(clock.instant().plusSeconds(3_600), tenant.id(), bob, "tenant_admin");
    Caller caller = tenant.caller(bob);
    String words = "what a group gives has no end, but your role there has one";

    assertRefused(ErrorCode.PERMISSION_DENIED, words, () -> map(caller, "viewer"));

    tenant.grant(north, bob, "developer");

    assertThat(map(caller, "developer").getRole()).isEqualTo("developer");
    assertRefused(ErrorCode.PERMISSION_DENIED, words, () -> map(caller, "tech_lead"));
    var unused =
        calls
            .provisioning(caller)
            .removeGroupMapping(
                RemoveGroupMappingRequest.newBuilder().setGroup("Engineers").build());
    assertThat(rolesOf(ada)).isEmpty();
  }

  @Test
  void whoSpeaksForTheDirectoryForAWhileAddsNobodyToAMappedGroup() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    directory.map("Engineers", north, "developer");
    DirectoryGroup readers = directory.group("Readers");
    Principal bob = tenant.user("bob");
    tenant.grantUntil(clock.instant().plusSeconds(3_600), tenant.id(), bob, "tenant_admin");
    Caller caller = tenant.caller(bob);

    assertRefused(
        ErrorCode.PERMISSION_DENIED,
        "what a group gives has no end, but your right to directory.write has one",
        () -> change(caller, engineers, true, ada, grace));
    assertThat(change(caller, engineers, true, ada).getMemberCount()).isEqualTo(1);
    assertThat(change(caller, readers, false, grace).getMemberCount()).isEqualTo(1);
    assertThat(change(caller, engineers, true).getMemberCount()).isZero();
    assertThat(rolesOf(ada)).isEmpty();
  }

  private DirectoryGroup change(
      Caller caller, DirectoryGroup group, boolean replace, DirectoryUser... members) {
    return calls
        .provisioning(caller)
        .changeDirectoryGroup(
            ChangeDirectoryGroupRequest.newBuilder()
                .setId(group.getId())
                .setReplaceMembers(replace)
                .addAllAddMembers(List.of(members).stream().map(DirectoryUser::getId).toList())
                .build());
  }

  private GroupMapping map(Caller caller, String role) {
    return calls
        .provisioning(caller)
        .putGroupMapping(
            PutGroupMappingRequest.newBuilder()
                .setGroup("Engineers")
                .setUnit(north)
                .setRole(role)
                .build());
  }

  @Test
  void anotherTenantsGroupDoesNotExist() {
    DirectoryGroup engineers = directory.group("Engineers", ada);
    TestTenant elsewhere = TestTenant.create(calls);
    PushedDirectory other = new PushedDirectory(calls, elsewhere);

    assertRefused(
        ErrorCode.NOT_FOUND,
        "group " + engineers.getId(),
        () ->
            other
                .push()
                .getDirectoryGroup(
                    GetDirectoryGroupRequest.newBuilder().setId(engineers.getId()).build()));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "group " + engineers.getId(),
        () ->
            other.change(ChangeDirectoryGroupRequest.newBuilder().setDisplayName("x"), engineers));
    assertRefused(
        ErrorCode.NOT_FOUND,
        "group Engineers",
        () -> other.map("Engineers", elsewhere.id(), "viewer"));
  }

  private void delete(DirectoryGroup group) {
    directory
        .push()
        .deleteDirectoryGroup(
            DeleteDirectoryGroupRequest.newBuilder().setId(group.getId()).build());
  }

  private DirectoryGroup get(DirectoryGroup group) {
    return directory
        .push()
        .getDirectoryGroup(GetDirectoryGroupRequest.newBuilder().setId(group.getId()).build());
  }

  private DirectoryUser user(DirectoryUser user) {
    return directory
        .push()
        .getDirectoryUser(GetDirectoryUserRequest.newBuilder().setId(user.getId()).build());
  }

  private List<DirectoryGroup> list(ListDirectoryGroupsRequest.Builder wanted) {
    ListDirectoryGroupsResponse found = directory.push().listDirectoryGroups(wanted.build());
    assertThat(found.getTotal()).isEqualTo(found.getGroupsCount());
    return found.getGroupsList();
  }

  /** As a key made now shows them. */
  private List<Caller.RoleGrant> rolesOf(DirectoryUser user) {
    return calls
        .authenticate(tenant.key(CreateKeyRequest.newBuilder(), PushedDirectory.principal(user)))
        .roles();
  }

  private List<Member> membersOfNorth() {
    return calls
        .tenants(tenant.admin())
        .listMembers(ListMembersRequest.newBuilder().setUnit(north).setLimit(1_000).build())
        .getMembersList();
  }
}
