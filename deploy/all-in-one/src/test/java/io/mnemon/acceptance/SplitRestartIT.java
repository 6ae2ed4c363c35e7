package io.mnemon.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.mnemon.test.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A rolling restart under load fails no request: of governance and the gateway a second process
 * runs before the first one leaves; the memory service has one index folder, so that requests wait
 * for its successor.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SplitRestartIT {
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final int governancePort = Platform.freePort();
  private final int spareGovernancePort = Platform.freePort();
  private final int memoryPort = Platform.freePort();
  private final List<Process> spares = new ArrayList<>();
  private final Queue<Http> gateways = new ConcurrentLinkedQueue<>();
  private final AtomicInteger answered = new AtomicInteger();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  private Platform platform;
  private String key;

  @BeforeAll
  void start() {
    assumeTrue(Shape.current() == Shape.SPLIT, "several processes are needed");
    platform =
        Platform.own(
            Map.of(
                "MNEMON_GOVERNANCE_TARGET",
                "127.0.0.1:" + governancePort + ",127.0.0.1:" + spareGovernancePort,
                "MNEMON_MEMORY_TARGET",
                "127.0.0.1:" + memoryPort,
                // The successor of the memory service takes as long as this machine needs.
                "MNEMON_GATEWAY_DEADLINE",
                "2m",
                "MNEMON_CALLS_PATIENCE",
                "2m",
                "MNEMON_DRAIN_DELAY",
                "3s"));
    key = platform.applicationKey();
    gateways.add(platform.http());
  }

  @AfterAll
  void stop() {
    spares.forEach(Process::destroy);
    if (platform != null) {
      platform.stop();
    }
  }

  @Test
  void noRequestFailsWhileEveryProcessIsReplaced() {
    try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS + 1)) {
      Load load = new Load();
      for (int client = 0; client < CLIENTS; client++) {
        String user = "rolf" + client;
        clients.execute(() -> load.repeat(user));
      }
      clients.execute(load::balance);
      try {
        load.awaitMore();
        replaceGovernance(load);
        restart("memory");
        load.awaitMore();
        replaceGateway(load);
      } finally {
        load.stopping = true;
      }
    }
    assertThat(failed).isEmpty();
  }

  private void replaceGovernance(Load load) {
    Process spare =
        spare(
            "governance",
            Platform.freePort(),
            spareGovernancePort,
            Map.of("MNEMON_HOST", "127.0.0.1"));
    load.awaitMore();
    restart("governance");
    awaitServing(governancePort);
    load.awaitMore();
    spare.destroy();
    await().atMost(PATIENCE).until(() -> !spare.isAlive());
    load.awaitMore();
  }

  private void replaceGateway(Load load) {
    int port = Platform.freePort();
    Process spare = spare("gateway", port, Platform.freePort(), Map.of("MNEMON_DRAIN_DELAY", "3s"));
    gateways.add(new Http("http://localhost:" + port));
    load.awaitMore();
    restart("gateway");
    load.awaitMore();
    spare.destroy();
    await().atMost(PATIENCE).until(() -> !spare.isAlive());
    load.awaitMore();
  }

  /** It is asked to stop, and the one that keeps it running starts the next. */
  private void restart(String service) {
    ProcessHandle before = platform.service(service);
    before.destroy();
    await().atMost(PATIENCE).until(() -> !before.isAlive());
    assertThat(platform.service(service).pid()).isNotEqualTo(before.pid());
    platform.requireReady();
  }

  /** The platform says that it is ready as soon as one of the addresses serves. */
  private static void awaitServing(int port) {
    ManagedChannel channel =
        ManagedChannelBuilder.forAddress("127.0.0.1", port).usePlaintext().build();
    try {
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(StatusRuntimeException.class)
          .until(
              () ->
                  HealthGrpc.newBlockingStub(channel)
                          .check(HealthCheckRequest.getDefaultInstance())
                          .getStatus()
                      == ServingStatus.SERVING);
    } finally {
      channel.shutdownNow();
    }
  }

  /** A second process of a service, on the same stores; ready. */
  private Process spare(String service, int httpPort, int grpcPort, Map<String, String> more) {
    Path home = Platform.repository().resolve("deploy").resolve(service);
    List<String> command = new ArrayList<>();
    command.add(ChildJvm.java().toString());
    command.addAll(ChildJvm.coverage());
    command.add("@" + home.resolve("jvm.options"));
    command.addAll(List.of("-jar", home.resolve("target/quarkus-app/quarkus-run.jar").toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("MNEMON_"));
    builder
        .environment()
        .putAll(
            Map.of(
                "MNEMON_DATA",
                platform.data().toString(),
                "MNEMON_POSTGRES_URL",
                "postgresql://mnemon@127.0.0.1:" + read("postgres/port") + "/mnemon",
                "MNEMON_POSTGRES_PASSWORD",
                read("keys/postgres"),
                "MNEMON_MEMORY_TARGET",
                "127.0.0.1:" + memoryPort,
                "MNEMON_GOVERNANCE_TARGET",
                "127.0.0.1:" + governancePort + ",127.0.0.1:" + spareGovernancePort,
                "MNEMON_HTTP_PORT",
                Integer.toString(httpPort),
                "MNEMON_GRPC_PORT",
                Integer.toString(grpcPort),
                "MNEMON_GATEWAY_DEADLINE",
                "2m",
                "MNEMON_CALLS_PATIENCE",
                "2m"));
    builder.environment().putAll(more);
    try {
      Path log = platform.home().resolve("spare-" + service + ".txt");
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      spares.add(process);
      Http probe = new Http("http://localhost:" + httpPort);
      await()
          .atMost(PATIENCE)
          .ignoreExceptionsInstanceOf(UncheckedIOException.class)
          .until(
              () -> {
                assertThat(process.isAlive()).as(() -> "the spare has ended, see " + log).isTrue();
                return probe.send(Call.get("/health/ready")).status() == 200;
              });
      return process;
    } catch (IOException e) {
      throw new UncheckedIOException("The spare cannot be started", e);
    }
  }

  private String read(String file) {
    try {
      return Files.readString(platform.data().resolve(file)).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Clients behind a load balancer, which sends them to gateways that say that they are ready. */
  private final class Load {
    private volatile boolean stopping;
    private volatile List<Http> ready = List.copyOf(gateways);

    void balance() {
      while (!stopping) {
        List<Http> found = gateways.stream().filter(this::isReady).toList();
        if (!found.isEmpty()) {
          ready = found;
        }
      }
    }

    private boolean isReady(Http gateway) {
      try {
        return gateway.send(Call.get("/health/ready")).status() == 200;
      } catch (UncheckedIOException e) {
        return false;
      }
    }

    void repeat(String user) {
      for (int i = 0; !stopping; i++) {
        List<Http> some = ready;
        Http gateway = some.get(i % some.size());
        String content = user + " has seen the lighthouse " + i + " times.";
        send(
            gateway,
            Call.post(
                "/v1/memories",
                Map.of("layer", "user", "scope", Map.of("user", user), "content", content)),
            201);
        send(
            gateway,
            Call.post(
                "/v1/memories/search",
                Map.of("query", "lighthouse", "scope", Map.of("user", user))),
            200);
      }
    }

    private void send(Http gateway, Call call, int status) {
      try {
        Reply reply = gateway.send(call.key(key));
        if (reply.status() == status) {
          answered.incrementAndGet();
        } else {
          failed.add(call + ": " + reply.status() + " " + reply.text());
        }
      } catch (UncheckedIOException e) {
        failed.add(call + ": " + e.getCause());
      }
    }

    /** Returns when the clients have been answered some more. */
    void awaitMore() {
      int wanted = answered.get() + 10 * CLIENTS;
      await().atMost(PATIENCE).until(() -> answered.get() >= wanted || !failed.isEmpty());
      assertThat(failed).isEmpty();
    }
  }
}
