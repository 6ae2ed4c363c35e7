package io.mnemon.memory;

import static io.mnemon.memory.Client.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.AcceptPromotionRequest;
import io.mnemon.api.memory.v1.DismissPromotionRequest;
import io.mnemon.api.memory.v1.GetPromotionRequest;
import io.mnemon.api.memory.v1.ListPromotionsRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.api.memory.v1.Promotion;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc.WorthServiceBlockingStub;
import io.mnemon.crypto.Bytes;
import io.mnemon.memory.promotion.PromotionStore;
import io.mnemon.memory.promotion.Proposing;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Caller.RoleGrant;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TenantScope;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How memories reach more people, with a real Postgres and approvals that are decided by hand. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class PromotionServiceTest {
  private static final String CONTENT = "Bob signs off releases: bob@example.com, +49 170 1234567";
  private static final String REDACTED = "Bob signs off releases: [e-mail], [telephone]";

  @Inject InternalTokens tokens;
  @Inject @MemoryParts Proposing proposing;
  @Inject @MemoryParts PromotionStore promotions;
  @Inject InstantSource clock;

  private final UUID tenant = UUID.randomUUID();
  // The last digit says what kind of unit it is.
  private final UUID project = new UUID(tenant.getMostSignificantBits(), 1000);
  private ManagedChannel channel;
  private Client developer;
  private Client viewer;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    developer =
        new Client(
            channel, tokens, Client.user(tenant, "alice", new RoleGrant(project, Role.DEVELOPER)));
    viewer =
        new Client(
            channel, tokens, Client.user(tenant, "alice", new RoleGrant(project, Role.VIEWER)));
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private WorthServiceBlockingStub as(Caller caller) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, "memory"));
    return WorthServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private Promotion promote(Client client, String id) {
    return promote(client.caller(), id);
  }

  private Promotion promote(Caller caller, String id) {
    return as(caller).promoteMemory(PromoteMemoryRequest.newBuilder().setId(id).build());
  }

  private Promotion now(Client client, String id) {
    return as(client.caller()).getPromotion(GetPromotionRequest.newBuilder().setId(id).build());
  }

  private void awaitState(Client client, String id, String state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(now(client, id).getState()).isEqualTo(state));
  }

  @Test
  void withTheRightItHappensAtOnceAndNamesNobody() {
    Memory mine =
        developer.add(
            Memory.newBuilder()
                .setLayer("user")
                .setContent(CONTENT)
                .addTags("releases")
                .setMetadata(
                    Struct.newBuilder()
                        .putFields(
                            "by", Value.newBuilder().setStringValue("bob@example.com").build()))
                .setImportance(0.8));

    Promotion promotion = promote(developer, mine.getId());

    assertThat(promotion.getState()).isEqualTo("promoted");
    assertThat(promotion.getUnit()).isEqualTo(project.toString());
    Memory copy = developer.get(promotion.getPromotedTo());
    assertThat(copy.getLayer()).isEqualTo("project");
    assertThat(copy.getContent()).isEqualTo(REDACTED);
    assertThat(copy.getMetadata().getFieldsOrThrow("by").getStringValue()).isEqualTo("[e-mail]");
    assertThat(copy.getImportance()).isEqualTo(0.8);
    assertThat(copy.getTagsList()).containsExactly("releases");
    assertThat(developer.get(mine.getId())).isEqualTo(mine);
    assertThat(viewer.search("who signs off releases?")).contains(REDACTED);
  }

  @Test
  void whatIsPromotedAlreadyStaysAsItIs() {
    Memory mine = developer.remember(CONTENT);

    Promotion first = promote(developer, mine.getId());

    assertThat(promote(developer, mine.getId())).isEqualTo(first);
    assertThat(
            as(developer.caller())
                .listPromotions(
                    ListPromotionsRequest.newBuilder().setMemory(first.getPromotedTo()).build())
                .getPromotionsList())
        .containsExactly(first);
  }

  @Test
  void withoutTheRightItWaitsForOthersAndIsDoneWhenTheyHaveApproved() {
    Memory mine = viewer.remember(CONTENT);

    Promotion pending = promote(viewer, mine.getId());

    assertThat(pending.getState()).isEqualTo("pending");
    assertThat(promote(viewer, mine.getId()).getId()).isEqualTo(pending.getId());
    assertThat(GovernanceStandIn.approval(pending.getApproval()).getTarget().getVersion())
        .isEqualTo("1");
    assertThat(
            GovernanceStandIn.approval(pending.getApproval())
                .getPayload()
                .getFieldsOrThrow("content")
                .getStringValue())
        .isEqualTo(REDACTED);
    GovernanceStandIn.decide(pending.getApproval(), "approved");
    awaitState(viewer, pending.getId(), "promoted");
    assertThat(viewer.get(now(viewer, pending.getId()).getPromotedTo()).getContent())
        .isEqualTo(REDACTED);
  }

  @Test
  void whatOthersRejectIsRefusedWithTheirDecision() {
    Promotion pending = promote(viewer, viewer.remember(CONTENT).getId());

    GovernanceStandIn.decide(pending.getApproval(), "rejected");

    awaitState(viewer, pending.getId(), "refused");
    assertThat(now(viewer, pending.getId()).getReason()).contains("rejected");
  }

  @Test
  void aMemoryThatChangedMeanwhileIsNotPromoted() {
    Memory mine = viewer.remember(CONTENT);
    Promotion pending = promote(viewer, mine.getId());
    viewer.update(mine.getId(), "content", Memory.newBuilder().setContent("Something else"));

    GovernanceStandIn.decide(pending.getApproval(), "approved");

    awaitState(viewer, pending.getId(), "refused");
    assertThat(now(viewer, pending.getId()).getReason()).contains("has changed");
    assertThat(viewer.search("who signs off releases?")).doesNotContain(REDACTED);
  }

  @Test
  void aMemoryThatWasDeletedMeanwhileIsNotPromoted() {
    Memory mine = viewer.remember(CONTENT);
    Promotion pending = promote(viewer, mine.getId());
    viewer.delete(mine.getId());

    GovernanceStandIn.decide(pending.getApproval(), "approved");

    awaitState(viewer, pending.getId(), "refused");
    assertThat(viewer.search("who signs off releases?")).doesNotContain(REDACTED);
  }

  @Test
  void whoLostTheirMembershipMeanwhilePromotesNothing() {
    Promotion pending = promote(viewer, viewer.remember(CONTENT).getId());
    GovernanceStandIn.revoke(viewer.caller());

    GovernanceStandIn.decide(pending.getApproval(), "approved");

    awaitState(viewer, pending.getId(), "refused");
    assertThat(now(viewer, pending.getId()).getReason()).contains("no part in that unit");
  }

  @ParameterizedTest
  @ValueSource(strings = {"private", "secret"})
  void whatIsPrivateIsRefused(String sensitivity) {
    Memory mine =
        developer.add(
            Memory.newBuilder().setLayer("user").setContent(CONTENT).setSensitivity(sensitivity));

    assertThat(refusal(() -> promote(developer, mine.getId())).code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
  }

  @Test
  void anothersMemoryIsNotFoundAndAForeignUnitNeither() {
    Memory mine = developer.remember(CONTENT);
    Client bob =
        new Client(
            channel, tokens, Client.user(tenant, "bob", new RoleGrant(project, Role.DEVELOPER)));

    assertThat(refusal(() -> promote(bob, mine.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(
            refusal(
                    () ->
                        as(developer.caller())
                            .promoteMemory(
                                PromoteMemoryRequest.newBuilder()
                                    .setId(mine.getId())
                                    .setUnit(UUID.randomUUID().toString())
                                    .build()))
                .code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aCompanysMemoryHasNothingAbove() {
    Client admin =
        new Client(
            channel, tokens, Client.user(tenant, "alice", new RoleGrant(tenant, Role.ADMIN)));
    Memory ours = admin.add(Memory.newBuilder().setLayer("company").setContent("We ship weekly"));

    assertThat(refusal(() -> promote(admin, ours.getId())).publicMessage())
        .contains("nothing above");
  }

  @Test
  void anAgentProposesAndItsUserConsents() {
    Caller agent = agent();
    Memory mine = developer.remember(CONTENT);

    Promotion proposed = promote(agent, mine.getId());

    assertThat(proposed.getState()).isEqualTo("proposed");
    AcceptPromotionRequest accept =
        AcceptPromotionRequest.newBuilder().setId(proposed.getId()).build();
    assertThat(refusal(() -> as(agent).acceptPromotion(accept)).code())
        .isEqualTo(ErrorCode.PERMISSION_DENIED);
    assertThat(as(developer.caller()).acceptPromotion(accept).getState()).isEqualTo("promoted");
    assertThat(as(developer.caller()).acceptPromotion(accept).getState()).isEqualTo("promoted");
  }

  @Test
  void ofTwoWhoAskForApprovalTheFirstChoosesTheUnit() {
    Memory mine = developer.remember(CONTENT);
    UUID id = UUID.fromString(promote(agent(), mine.getId()).getId());
    TenantScope system = TenantScope.system(tenant, "test");
    Instant nextDay = clock.instant().plus(Duration.ofDays(1));

    boolean first =
        promotions.ask(system, id, project, UUID.randomUUID(), Bytes.of(new byte[1]), nextDay);
    boolean second =
        promotions.ask(
            system, id, UUID.randomUUID(), UUID.randomUUID(), Bytes.of(new byte[1]), nextDay);

    assertThat(first).isTrue();
    assertThat(second).isFalse();
    assertThat(promotions.find(system, id).orElseThrow().unit()).isEqualTo(project);
  }

  private Caller agent() {
    return new Caller(
        tenant,
        GovernanceStandIn.id(tenant, "helper"),
        PrincipalKind.AGENT,
        "helper",
        developer.caller().principal(),
        List.of(new RoleGrant(project, Role.DEVELOPER)),
        List.of(),
        null,
        false,
        1,
        null);
  }

  @Test
  void whatProvedItselfIsProposedOnceAndNotAgainAfterItWasTurnedDown() throws SQLException {
    Memory mine =
        developer.add(Memory.newBuilder().setLayer("user").setContent(CONTENT).setImportance(0.9));
    developer.remember("Nobody ever needed this");
    Days.change(
        tenant,
        """
        INSERT INTO memory.usage (tenant, memory_id, scope_id, uses, last_use)
        SELECT tenant, id, scope_id, 10, now() FROM memory.memory WHERE id = '%s'
        """
            .formatted(mine.getId()));

    assertThat(proposing.run(tenant, () -> true)).isEqualTo(1);
    assertThat(proposing.run(tenant, () -> true)).isZero();

    Promotion proposed =
        as(developer.caller())
            .listPromotions(ListPromotionsRequest.newBuilder().addStates("proposed").build())
            .getPromotions(0);
    assertThat(proposed.getMemory()).isEqualTo(mine.getId());
    assertThat(proposed.getLayer()).isEqualTo("project");
    assertThat(proposed.getScore()).isBetween(0.95, 0.97);
    assertThat(
            as(developer.caller())
                .dismissPromotion(
                    DismissPromotionRequest.newBuilder()
                        .setId(proposed.getId())
                        .setReason("Only for me")
                        .build())
                .getState())
        .isEqualTo("dismissed");
    assertThat(proposing.run(tenant, () -> true)).isZero();
    assertThat(
            refusal(
                    () ->
                        as(developer.caller())
                            .acceptPromotion(
                                AcceptPromotionRequest.newBuilder()
                                    .setId(proposed.getId())
                                    .build()))
                .code())
        .isEqualTo(ErrorCode.FAILED_PRECONDITION);
  }

  @Test
  void anAgentsMemoryGoesToItsUser() {
    Memory agents =
        developer.add(
            Memory.newBuilder()
                .setLayer("agent")
                .setScope(Scope.newBuilder().setAgent("helper"))
                .setContent("Alice likes short answers"));

    Promotion promotion = promote(developer, agents.getId());

    assertThat(promotion.getState()).isEqualTo("promoted");
    assertThat(developer.get(promotion.getPromotedTo()).getLayer()).isEqualTo("user");
  }
}
