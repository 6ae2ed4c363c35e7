package io.mnemon.embedded;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;

/**
 * The stores for {@code @QuarkusTest}: {@code @QuarkusTestResource(StoresTestResource.class)} gives
 * a service the settings that it would get in the all-in-one.
 */
public final class StoresTestResource implements QuarkusTestResourceLifecycleManager {

  @Override
  public Map<String, String> start() {
    return TestStores.shared().properties();
  }

  @Override
  public void stop() {
    // The stores are shared by all tests of this JVM and end with it.
  }
}
