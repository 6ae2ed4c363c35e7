package io.mnemon.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Caller;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BoundedKeyChecksTest {
  private final HeapKeyChecks governance = new HeapKeyChecks();
  private final Set<String> shutOut = new HashSet<>();
  private final Strangers strangers =
      new Strangers() {
        @Override
        public void mayTry(String address) {
          if (shutOut.contains(address)) {
            throw new ServiceException(ErrorCode.RESOURCE_EXHAUSTED, "later");
          }
        }

        @Override
        public void wrongKey(String address) {
          shutOut.add(address);
        }
      };
  private final BoundedKeyChecks checks =
      new BoundedKeyChecks(governance, strangers, 10, Ticker.systemTicker());

  private void known(String key) {
    governance.keys.put(key, new KeyCheck.Good(Caller.service("alice"), Optional.empty()));
  }

  @Test
  void anAddressThatIsShutOutIsNotAskedFor() {
    assertThat(checks.check("wrong", "here")).isInstanceOf(KeyCheck.Refused.class);
    int before = governance.asked.get();

    assertThatThrownBy(() -> checks.check("other", "here")).isInstanceOf(ServiceException.class);

    assertThat(governance.asked).hasValue(before);
    assertThat(checks.check("other", "elsewhere")).isInstanceOf(KeyCheck.Refused.class);
  }

  @Test
  void aKeyThatWasGoodPassesFromAnAddressThatIsShutOut() {
    known("key");
    checks.check("key", "here");

    checks.check("wrong", "here");

    assertThat(checks.check("key", "here")).isInstanceOf(KeyCheck.Good.class);
  }

  @Test
  void aKeyThatIsGoodNoMoreIsAStranger() {
    known("key");
    checks.check("key", "here");
    governance.keys.clear();

    assertThat(checks.check("key", "here")).isInstanceOf(KeyCheck.Refused.class);

    assertThatThrownBy(() -> checks.check("key", "here")).isInstanceOf(ServiceException.class);
  }
}
