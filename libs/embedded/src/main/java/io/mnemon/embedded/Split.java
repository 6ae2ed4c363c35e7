package io.mnemon.embedded;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/**
 * The whole platform as several processes on one machine: the stores first, then the gateway and
 * every service as a child that is started again if it dies. All of them end with this one.
 */
public final class Split {

  private final Stores stores;
  private final CountDownLatch ended = new CountDownLatch(1);
  private final SplitServices services;

  private Split(Stores stores, SplitServices services) {
    this.stores = stores;
    this.services = services;
  }

  /**
   * @param args the folder with a folder for each process
   */
  public static void main(String[] args) throws InterruptedException {
    // Quarkus, which would set up its own log, does not run in this process.
    System.setProperty("org.jboss.logging.provider", "jdk");
    try {
      Path deploy = Path.of(args.length == 0 ? "deploy" : args[0]).toAbsolutePath().normalize();
      LaunchSettings settings = LaunchSettings.of(System.getenv());
      Stores stores = Stores.start(settings);
      var split = new Split(stores, start(settings, stores, deploy));
      Runtime.getRuntime().addShutdownHook(new Thread(split::stop, "mnemon-stops-all"));
      stores.data().announce(settings.address());
      long upMs = ManagementFactory.getRuntimeMXBean().getUptime();
      System.out.println(
          new StartScreen(settings, stores.data(), split.services.inside()).text()
              + StartScreen.readyAfter(Duration.ofMillis(upMs)));
      split.ended.await();
    } catch (CannotStart e) {
      System.err.println("Mnemon cannot start. " + e.getMessage());
      System.exit(1);
    }
  }

  private static SplitServices start(LaunchSettings settings, Stores stores, Path deploy) {
    try {
      return SplitServices.start(settings, stores, deploy, System.getenv());
    } catch (RuntimeException e) {
      stores.close();
      throw e;
    }
  }

  /** Services go before the stores that they write to. */
  private void stop() {
    services.close();
    stores.close();
    ended.countDown();
  }
}
