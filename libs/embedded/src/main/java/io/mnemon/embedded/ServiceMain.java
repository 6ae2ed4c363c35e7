package io.mnemon.embedded;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Map;
import java.util.function.Function;

/**
 * One service as a process of its own, on stores and beside services that are elsewhere. The shape
 * of a process chooses its main class by name.
 */
public final class ServiceMain {

  private ServiceMain() {}

  private static void run(
      Function<Map<String, String>, Map<String, String>> settings, String[] args) {
    try {
      LiteralSettings.publish(settings.apply(System.getenv()));
    } catch (CannotStart e) {
      System.err.println("Mnemon cannot start. " + e.getMessage());
      System.exit(1);
    }
    Quarkus.run(args);
  }

  /** The gateway. */
  @QuarkusMain(name = "gateway")
  public static final class Gateway {

    private Gateway() {}

    public static void main(String[] args) {
      run(ServiceSettings::gateway, args);
    }
  }

  /** The memory service. */
  @QuarkusMain(name = "memory")
  public static final class Memory {

    private Memory() {}

    public static void main(String[] args) {
      run(ServiceSettings::memory, args);
    }
  }

  /** The governance service. */
  @QuarkusMain(name = "governance")
  public static final class Governance {

    private Governance() {}

    public static void main(String[] args) {
      run(ServiceSettings::governance, args);
    }
  }
}
