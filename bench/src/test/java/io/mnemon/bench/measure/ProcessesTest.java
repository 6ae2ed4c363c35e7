package io.mnemon.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ProcessesTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisProcessHasUsedCpuAndOccupiesMemory() {
    assertThat(Processes.own().ownCpuSeconds()).isPositive();
    assertThat(Processes.own().residentMebibytes()).containsKey("java");
    assertThat(Processes.own().residentMebibytes().values()).allMatch(size -> size >= 0);
  }

  @Test
  void aProcessThatDoesNotExistIsNamed() {
    assertThatThrownBy(() -> new Processes(Integer.MAX_VALUE))
        .hasMessage("there is no process " + Integer.MAX_VALUE);
  }
}
