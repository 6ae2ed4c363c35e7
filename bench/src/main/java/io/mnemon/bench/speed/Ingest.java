package io.mnemon.bench.speed;

import io.mnemon.bench.door.Connection;
import io.mnemon.bench.door.Door;
import io.mnemon.bench.door.Draft;
import io.mnemon.bench.measure.Load;
import io.mnemon.bench.measure.Meter;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Adds memories in batches until there are as many as a size wants. */
final class Ingest {
  private final Texts texts;
  private final Tenants tenants;
  private final List<Door> doors;
  private final Meter meter;

  Ingest(Texts texts, Tenants tenants, List<Door> doors, Meter meter) {
    this.texts = texts;
    this.tenants = tenants;
    this.doors = doors;
    this.meter = meter;
  }

  /** A request: memories of one tenant. */
  private record Batch(String key, List<Draft> drafts) {}

  /** From so many memories to so many; each door takes its share. */
  List<Row> rows(int from, int to) {
    List<Batch> batches = batches(from, to);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < doors.size(); i++) {
      int first = batches.size() * i / doors.size();
      int last = batches.size() * (i + 1) / doors.size();
      if (last > first) {
        rows.add(row(doors.get(i), to, batches.subList(first, last)));
      }
    }
    return rows;
  }

  private Row row(Door door, int size, List<Batch> batches) {
    double memories = batches.stream().mapToInt(batch -> batch.drafts().size()).sum();
    AtomicInteger done = new AtomicInteger();
    AtomicInteger round = new AtomicInteger();
    Load<Connection> load =
        new Load<>(
            door::connect,
            (connection, number) -> {
              Batch batch = batches.get(done.getAndIncrement());
              return connection.addAll(batch.key(), batch.drafts());
            });
    return meter.row(
        "to %,d, %s".formatted(size, door.name()),
        memories / batches.size(),
        () -> {
          int part = round.getAndIncrement();
          int first = batches.size() * part / meter.rounds();
          int last = batches.size() * (part + 1) / meter.rounds();
          return load.run(SpeedPlan.WRITERS, Pace.count(last - first));
        });
  }

  /** Memory n belongs to tenant n modulo their number. */
  private List<Batch> batches(int from, int to) {
    int count = tenants.count();
    List<Batch> batches = new ArrayList<>();
    int perTenant = SpeedPlan.BATCH;
    for (int local = from / count; local < to / count; local += perTenant) {
      int end = Math.min(to / count, local + perTenant);
      for (int tenant = 0; tenant < count; tenant++) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = local; i < end; i++) {
          drafts.add(texts.draft((long) i * count + tenant));
        }
        batches.add(new Batch(tenants.key(tenant), drafts));
      }
    }
    return batches;
  }
}
