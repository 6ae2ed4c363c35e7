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

/** Adds one memory a request, each with a text that the platform has never seen. */
final class Adds {
  private final SpeedPlan plan;
  private final Texts texts;
  private final Tenants tenants;
  private final List<Door> doors;
  private final Meter meter;

  Adds(SpeedPlan plan, Texts texts, Tenants tenants, List<Door> doors, Meter meter) {
    this.plan = plan;
    this.texts = texts;
    this.tenants = tenants;
    this.doors = doors;
    this.meter = meter;
  }

  List<Row> rows(int size) {
    List<Row> rows = new ArrayList<>();
    for (Door door : doors) {
      Load<Connection> load =
          new Load<>(
              door::connect,
              (connection, number) ->
                  connection.add(tenants.key(number), Draft.fact("writer", texts.freshText())));
      String at = "%,d, %s, ".formatted(size, door.name());
      rows.add(meter.row(at + "1 client", () -> load.run(1, Pace.closed(plan.round()))));
      rows.add(
          meter.row(
              at + "open loop",
              () -> load.run(SpeedPlan.OPEN_CLIENTS, Pace.open(plan.addRate(), plan.round()))));
    }
    return rows;
  }
}
