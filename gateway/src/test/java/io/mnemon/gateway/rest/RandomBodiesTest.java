package io.mnemon.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.gateway.contract.HttpVerb;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.fixture.HttpGateway;
import io.mnemon.gateway.fixture.Reply;
import io.mnemon.gateway.fixture.ServicesResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(ServicesResource.class)
class RandomBodiesTest {
  private static final int ROUNDS = 2_000;

  private static final int NOT_STOOD_IN_FOR = 501;

  @TestHTTPResource("/")
  @SuppressWarnings("NullAway.Init")
  URI base;

  @Test
  void noBodyMakesTheGatewayFail() {
    long seed = Long.getLong("mnemon.seed", new Random().nextLong());
    Random random = new Random(seed);
    RandomJson json = new RandomJson(random);
    HttpGateway gateway = new HttpGateway(base);
    List<PublicMethod> methods =
        PublicMethods.ofContract().all().stream()
            .filter(method -> method.verb() != HttpVerb.GET && method.verb() != HttpVerb.DELETE)
            // What streams is about something that is there or not, whatever the body says.
            .filter(method -> !method.isStream())
            .toList();

    for (int i = 0; i < ROUNDS; i++) {
      PublicMethod method = methods.get(random.nextInt(methods.size()));
      String path = method.path().text().replaceAll("\\{[a-z_]+}", "x");
      String body = json.bodyFor(method.input(), method.body());

      Reply reply = gateway.sendJson(method.verb().name(), path, body, Map.of());

      if (reply.status() == NOT_STOOD_IN_FOR) {
        // It has come through, to a service that these tests do not have.
        continue;
      }
      String what = "seed %d, %s %s".formatted(seed, method.name(), body);
      assertThat(reply.status()).as(what).isLessThan(500).isNotIn(401, 404, 405, 415);
      if (reply.status() >= 400) {
        assertThat(reply.json().path("violations")).as(what).isNotEmpty();
      }
    }
  }
}
