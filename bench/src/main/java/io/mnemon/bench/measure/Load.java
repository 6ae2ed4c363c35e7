package io.mnemon.bench.measure;

import io.mnemon.bench.door.Outcome;
import io.mnemon.bench.door.RequestFailedException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Some clients, each on a thread of its own, that send requests at some pace. */
public final class Load<C extends AutoCloseable> {
  private final Supplier<? extends C> connect;
  private final Request<C> request;
  private final AtomicLong numbers = new AtomicLong();
  private volatile long start;

  public Load(Supplier<? extends C> connect, Request<C> request) {
    this.connect = connect;
    this.request = request;
  }

  /** What one client saw. */
  private static final class Tally {
    private final Latencies latencies = new Latencies();
    private long partial;
    private long failed;
    private @Nullable String firstFailure;
  }

  /** Runs it to its end. */
  public Run run(int clients, Pace pace) {
    numbers.set(0);
    CountDownLatch connected = new CountDownLatch(clients);
    CountDownLatch begin = new CountDownLatch(1);
    List<Tally> tallies = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<Tally>> running = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        running.add(threads.submit(() -> client(pace, connected, begin)));
      }
      connected.await();
      start = System.nanoTime();
      begin.countDown();
      for (Future<Tally> each : running) {
        tallies.add(each.get());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a load runs", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a client of the load broke", e.getCause());
    }
    return sum(tallies, (System.nanoTime() - start) / 1e9);
  }

  private Tally client(Pace pace, CountDownLatch connected, CountDownLatch begin) throws Exception {
    Tally tally = new Tally();
    C client;
    try {
      client = connect.get();
    } finally {
      connected.countDown();
    }
    try (client) {
      begin.await();
      while (true) {
        long number = numbers.getAndIncrement();
        OptionalLong intended = pace.turn(number, start);
        if (intended.isEmpty()) {
          return tally;
        }
        send(client, number, intended.getAsLong(), tally);
      }
    }
  }

  private void send(C client, long number, long intended, Tally tally) {
    try {
      if (request.send(client, number) == Outcome.PARTIAL) {
        tally.partial++;
      }
      tally.latencies.record(System.nanoTime() - intended);
    } catch (RequestFailedException e) {
      tally.failed++;
      if (tally.firstFailure == null) {
        tally.firstFailure = e.getMessage();
      }
    }
  }

  private static Run sum(List<Tally> tallies, double seconds) {
    Tally all = new Tally();
    for (Tally each : tallies) {
      all.latencies.add(each.latencies);
      all.partial += each.partial;
      all.failed += each.failed;
      if (all.firstFailure == null) {
        all.firstFailure = each.firstFailure;
      }
    }
    return new Run(all.latencies, all.partial, all.failed, seconds, all.firstFailure);
  }
}
