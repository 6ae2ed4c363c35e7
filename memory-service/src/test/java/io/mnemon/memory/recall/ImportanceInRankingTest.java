package io.mnemon.memory.recall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mnemon.index.Usage;
import io.mnemon.memory.MemoryBuilder;
import io.mnemon.memory.record.Memory;
import io.mnemon.tenancy.Layer;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** By how much the worth of a memory moves it among the results. */
class ImportanceInRankingTest {
  private final RecallWorld world = new RecallWorld();

  private RecallAnswer.Found found(MemoryBuilder memory) {
    world.keep(memory);
    return world.find(Queries.query("harbour")).results().getFirst();
  }

  @ParameterizedTest
  @CsvSource({"0,0.95", "0.25,0.975", "0.5,1", "0.75,1.025", "1,1.05"})
  void fromWorthlessToEssentialAScoreMovesByTenPercent(double importance, double factor) {
    RecallAnswer.Found found =
        found(MemoryBuilder.memory("The harbour freezes").importance(importance));

    assertThat(found.explanation().orElseThrow().importance()).isCloseTo(factor, within(1e-12));
  }

  @Test
  void whatFadedFallsBehindAndAUseBringsItForward() {
    world.fading(Layer.COMPANY, 0.1);
    Memory old = world.keep(MemoryBuilder.memory("The harbour freezes"));
    world.clock.advance(Duration.ofDays(30));
    double faded = effective(old);
    assertThat(faded).isCloseTo(0.5 * Math.exp(-3), within(1e-9));

    world.index.use(RecallWorld.TENANT, Map.of(old.id(), new Usage(3, world.clock.instant())));

    assertThat(effective(old)).isCloseTo(1 - 0.5 * Math.pow(0.97, 3), within(1e-9));
  }

  private double effective(Memory memory) {
    RecallAnswer.Found found = world.find(Queries.query("harbour")).results().getFirst();
    assertThat(found.memory().id()).isEqualTo(memory.id());
    return found.explanation().orElseThrow().effectiveImportance();
  }
}
