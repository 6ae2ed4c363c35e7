package io.mnemon.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RequestSharesTest {
  private static final Map<String, Pattern> PARTS =
      Map.of("audit", Pattern.compile("Audit"), "rights", Pattern.compile("Authorizer"));

  @Test
  void aSampleCountsForThePartThatIsOnItsStackAndOnlyIfItIsOfARequest() {
    RequestShares shares =
        RequestShares.of(
            List.of(
                "java.util.HashMap.get\nio.mnemon.authorization.CedarAuthorizer.decide",
                "org.apache.lucene.search.IndexSearcher.search",
                "io.mnemon.storage.AuditTable.add\nio.mnemon.authorization.CedarAuthorizer.decide",
                "io.netty.channel.Channel.read",
                "java.lang.Thread.AuditOfNobody"),
            PARTS);

    assertThat(shares.samples()).isEqualTo(4);
    assertThat(shares.percent())
        .containsExactly(Map.entry("audit", 25.0), Map.entry("rights", 25.0));
    assertThat(shares.together()).isEqualTo(50.0);
  }

  @Test
  void nothingSampledIsNothingShared() {
    assertThat(RequestShares.of(List.of(), PARTS).together()).isZero();
  }
}
