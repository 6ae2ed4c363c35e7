package io.mnemon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.mnemon.api.memory.v1.DeleteMemoriesRequest;
import io.mnemon.tenancy.InternalTokens;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an application of a prefix sees of those who have another name by now. */
@QuarkusTest
@QuarkusTestResource(GovernanceStandIn.class)
class RenamedUserTest {
  @Inject InternalTokens tokens;

  private final UUID tenant = UUID.randomUUID();
  private ManagedChannel channel;
  private Client shop;

  @BeforeEach
  void connect() {
    channel = Services.connect();
    shop = client("shop:");
    Client all = client("");
    all.addFor("shop:ann", "Ann keeps bees.");
    all.addFor("shop:bob", "Bob keeps bees.");
    all.addFor("cleo", "Cleo keeps bees.");
    all.addFor("dora", "Dora keeps bees.");
    all.addFor("shop:eve", "Eve keeps bees.");
    GovernanceStandIn.rename(tenant, "shop:bob", "bob");
    GovernanceStandIn.rename(tenant, "cleo", "shop:cleo");
    GovernanceStandIn.rename(tenant, "shop:eve", "shop:eva");
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
  }

  private Client client(String prefix) {
    return new Client(channel, tokens, Client.application(tenant, prefix));
  }

  static Stream<Function<Client, List<String>>> doors() {
    return Stream.of(
        client -> client.search("Who keeps bees?"),
        Client::list,
        client -> client.export().stream().map(line -> line.getMemory().getContent()).toList());
  }

  @ParameterizedTest
  @MethodSource("doors")
  void anApplicationSeesThoseWhoseNameIsWithinItsPrefixNow(Function<Client, List<String>> door) {
    assertThat(door.apply(shop))
        .containsExactlyInAnyOrder("Ann keeps bees.", "Cleo keeps bees.", "Eve keeps bees.");
  }

  @ParameterizedTest
  @MethodSource("doors")
  void anApplicationOfEverybodySeesThemAll(Function<Client, List<String>> door) {
    assertThat(door.apply(client(""))).hasSize(5);
  }

  @Test
  void anApplicationDeletesOnlyWhatIsWithinItsPrefixNow() {
    var told =
        shop.transfers()
            .deleteMemories(DeleteMemoriesRequest.newBuilder().addLayers("user").build());

    assertThat(told.getCount()).isEqualTo(3);
  }
}
