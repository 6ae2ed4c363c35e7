package io.mnemon.bench.speed;

import io.mnemon.bench.door.Connection;
import io.mnemon.bench.door.Door;
import io.mnemon.bench.door.Search;
import io.mnemon.bench.measure.Load;
import io.mnemon.bench.measure.Meter;
import io.mnemon.bench.measure.Pace;
import io.mnemon.bench.report.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Asks at one size: new questions, and such whose vectors the platform has cached. */
final class Searches {
  private static final int LIMIT = 10;

  private final SpeedPlan plan;
  private final Texts texts;
  private final Tenants tenants;
  private final List<Door> doors;
  private final Meter meter;
  private final AtomicLong asked = new AtomicLong();

  Searches(SpeedPlan plan, Texts texts, Tenants tenants, List<Door> doors, Meter meter) {
    this.plan = plan;
    this.texts = texts;
    this.tenants = tenants;
    this.doors = doors;
    this.meter = meter;
  }

  /** In whose memories is looked. */
  private enum Reach {
    ONE_USER("one user"),
    EVERYTHING("everything");

    private final String words;

    Reach(String words) {
      this.words = words;
    }

    @Nullable String user() {
      return this == ONE_USER ? Texts.userName(0) : null;
    }
  }

  List<Row> newQuestions(int size) {
    LongFunction<String> question = number -> texts.freshQuestion();
    List<Row> rows = new ArrayList<>();
    for (Reach reach : reaches()) {
      rows.add(closed(size, doors.getFirst(), reach, 1, question));
    }
    for (Door door : doors) {
      rows.add(closed(size, door, Reach.EVERYTHING, SpeedPlan.CLIENTS, question));
    }
    return rows;
  }

  List<Row> cachedQuestions(int size) {
    LongFunction<String> question = texts::cachedQuestion;
    askEachOnce();
    List<Row> rows = new ArrayList<>();
    for (Reach reach : reaches()) {
      rows.add(closed(size, doors.getFirst(), reach, 1, question));
    }
    for (Door door : doors) {
      for (Reach reach : reaches()) {
        rows.add(open(size, door, reach, question));
      }
    }
    for (Door door : doors) {
      rows.add(closed(size, door, Reach.EVERYTHING, SpeedPlan.CLIENTS, question));
    }
    return rows;
  }

  /** Through each door, so that what was never run before is no part of a figure. */
  void warmUp() {
    List<LongFunction<String>> questions =
        List.of(number -> texts.freshQuestion(), texts::cachedQuestion);
    for (LongFunction<String> each : questions) {
      for (Door door : doors) {
        load(door, Reach.EVERYTHING, each)
            .run(SpeedPlan.CLIENTS, Pace.closed(plan.warmUp(questions.size() * doors.size())));
      }
    }
  }

  /** In many tenants there is little to tell the two apart. */
  private List<Reach> reaches() {
    return tenants.count() == 1 ? List.of(Reach.values()) : List.of(Reach.EVERYTHING);
  }

  private void askEachOnce() {
    load(doors.getFirst(), Reach.ONE_USER, texts::cachedQuestion)
        .run(SpeedPlan.WRITERS, Pace.count(texts.cachedQuestions().size()));
  }

  private Row closed(int size, Door door, Reach reach, int clients, LongFunction<String> question) {
    Load<Connection> load = load(door, reach, question);
    return meter.row(
        "%,d, %s, %s, %d %s"
            .formatted(
                size, door.name(), reach.words, clients, clients == 1 ? "client" : "clients"),
        () -> load.run(clients, Pace.closed(plan.round())));
  }

  private Row open(int size, Door door, Reach reach, LongFunction<String> question) {
    Load<Connection> load = load(door, reach, question);
    return meter.row(
        "%,d, %s, %s, open loop".formatted(size, door.name(), reach.words),
        () -> load.run(SpeedPlan.OPEN_CLIENTS, Pace.open(plan.searchRate(), plan.round())));
  }

  private Load<Connection> load(Door door, Reach reach, LongFunction<String> question) {
    return new Load<>(
        door::connect,
        (connection, number) -> {
          long turn = asked.getAndIncrement();
          return connection.search(
              tenants.key(turn), new Search(reach.user(), question.apply(turn), LIMIT));
        });
  }
}
