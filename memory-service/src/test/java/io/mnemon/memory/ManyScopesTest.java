package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.memory.v1.AddMemoryRequest;
import io.mnemon.api.memory.v1.GetPromotionRequest;
import io.mnemon.api.memory.v1.GiveFeedbackRequest;
import io.mnemon.api.memory.v1.ListFeedbackRequest;
import io.mnemon.api.memory.v1.ListPromotionsRequest;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.PromoteMemoryRequest;
import io.mnemon.api.memory.v1.Promotion;
import io.mnemon.api.memory.v1.Scope;
import io.mnemon.api.memory.v1.SearchMemoriesRequest;
import io.mnemon.api.memory.v1.SearchMemoriesResponse;
import io.mnemon.api.memory.v1.UseRecallRequest;
import io.mnemon.api.memory.v1.WorthServiceGrpc;
import io.mnemon.api.memory.v1.WorthServiceGrpc.WorthServiceBlockingStub;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One application sees more scopes than a request may look through: what it names is found. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class ManyScopesTest {
  private static final String NOWHERE = "00000000-0000-7000-8000-000000000000";

  @Inject InternalTokens tokens;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client app;
  private Client ofOthers;

  @BeforeEach
  void fill() throws SQLException {
    channel = Services.connect();
    app = new Client(channel, tokens, Client.application(tenant, "a"));
    ofOthers = new Client(channel, tokens, Client.application(tenant, "b"));
    for (String letter : new String[] {"a", "b"}) {
      RawRecord.execute(
          tenant,
          """
          INSERT INTO memory.scope (tenant, scope_id, layer, user_id, user_name, session, created_at)
          SELECT '%s', gen_random_uuid(), 'session', gen_random_uuid(), '%s' || n, 'chat', now()
          FROM generate_series(1, 10001) AS n
          """
              .formatted(tenant, letter));
    }
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private WorthServiceBlockingStub worth(Client client) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(client.caller(), "memory"));
    return WorthServiceGrpc.newBlockingStub(channel)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }

  private SearchMemoriesResponse search(String user) {
    return app.search(
        SearchMemoriesRequest.newBuilder()
            .setQuery("tea")
            .setScope(Scope.newBuilder().setUser(user)));
  }

  @Test
  void whatIsNamedByItsIdIsReadAndChanged() {
    Memory tea = app.addFor("alice", "Alice drinks green tea");

    assertThat(app.get(tea.getId())).isEqualTo(tea);
    assertThat(app.update(tea.getId(), "importance", Memory.newBuilder().setImportance(0.9)))
        .extracting(Memory::getVersion)
        .isEqualTo(2L);
    assertThat(app.history(tea.getId())).hasSize(2);
    assertThat(app.restore(tea.getId()).getVersion()).isEqualTo(2);
    app.delete(tea.getId());
    assertThat(Client.refusal(() -> app.get(tea.getId())).code()).isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void whatIsOutOfSightIsNotToldFromWhatIsNotThere() {
    Memory tea = ofOthers.addFor("bob", "Bob drinks green tea");
    Memory secret =
        ofOthers.add(
            Memory.newBuilder()
                .setLayer("user")
                .setScope(Scope.newBuilder().setUser("bob"))
                .setSensitivity("secret")
                .setContent("The safe opens with 4711"));

    for (String id : new String[] {tea.getId(), secret.getId(), NOWHERE}) {
      assertThat(Client.refusal(() -> app.get(id)))
          .hasMessage("memory " + id + " was not found")
          .extracting("code")
          .isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(Client.refusal(() -> app.delete(id)).code()).isEqualTo(ErrorCode.NOT_FOUND);
      assertThat(Client.refusal(() -> app.history(id)).code()).isEqualTo(ErrorCode.NOT_FOUND);
    }
    assertThat(ofOthers.get(secret.getId()).getContent()).isEqualTo("The safe opens with 4711");
  }

  @Test
  void whatWasRecalledIsJudgedAndKnownAgain() {
    Memory tea = app.addFor("alice", "Alice drinks green tea");
    SearchMemoriesResponse answer = search("alice");
    assertThat(Client.contents(answer)).containsExactly("Alice drinks green tea");

    assertThat(
            worth(app)
                .useRecall(
                    UseRecallRequest.newBuilder()
                        .setId(answer.getRecallId())
                        .addMemories(tea.getId())
                        .build())
                .getCounted())
        .isEqualTo(1);
    assertThat(
            worth(app)
                .giveFeedback(
                    GiveFeedbackRequest.newBuilder()
                        .setId(tea.getId())
                        .setReward("helpful")
                        .build())
                .getMemory()
                .getVersion())
        .isEqualTo(2);
    assertThat(
            worth(app)
                .listFeedback(ListFeedbackRequest.newBuilder().setId(tea.getId()).build())
                .getFeedbackList())
        .hasSize(1);
    assertThat(
            app.stub()
                .addMemory(
                    AddMemoryRequest.newBuilder()
                        .setInfer("consolidate")
                        .setMemory(
                            Memory.newBuilder()
                                .setLayer("session")
                                .setScope(Scope.newBuilder().setUser("alice").setSession("chat"))
                                .setContent("Alice drinks green tea"))
                        .build())
                .getId())
        .isEqualTo(tea.getId());
  }

  @Test
  void anOperationIsToldByItsId() {
    Memory tea =
        app.consolidate(
            Memory.newBuilder()
                .setLayer("user")
                .setScope(Scope.newBuilder().setUser("alice"))
                .setContent("Alice drinks green tea"));

    assertThat(app.ended(tea.getOperation()).getItemsList()).hasSize(1);
    assertThat(Client.refusal(() -> ofOthers.operation(tea.getOperation())).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
  }

  @Test
  void aPromotionIsToldByItsIdAndListed() {
    Memory brief =
        app.add(
            Memory.newBuilder()
                .setLayer("agent")
                .setScope(Scope.newBuilder().setUser("alice").setAgent("helper"))
                .setContent("Alice likes short answers"));

    Promotion promotion =
        worth(app).promoteMemory(PromoteMemoryRequest.newBuilder().setId(brief.getId()).build());

    GetPromotionRequest byId = GetPromotionRequest.newBuilder().setId(promotion.getId()).build();
    assertThat(promotion.getState()).isEqualTo("promoted");
    assertThat(worth(app).getPromotion(byId)).isEqualTo(promotion);
    assertThat(
            worth(app)
                .listPromotions(ListPromotionsRequest.getDefaultInstance())
                .getPromotionsList())
        .containsExactly(promotion);
    assertThat(Client.refusal(() -> worth(ofOthers).getPromotion(byId)).code())
        .isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(
            worth(ofOthers)
                .listPromotions(ListPromotionsRequest.getDefaultInstance())
                .getPromotionsList())
        .isEmpty();
  }

  @Test
  void aListThatNamesNobodyIsToldWhatToName() {
    assertThat(Client.refusal(app::list))
        .hasMessageContaining("name a user, a session or a unit in scope")
        .extracting("code")
        .isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
  }
}
