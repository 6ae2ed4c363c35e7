package io.mnemon.governance.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ActionMapperTest {
  @Test
  void everyServiceOfTheContractHasItsActions() {
    assertThat(ActionMapper.publicActions())
        .contains(
            "memory.add",
            "memory.embed",
            "memory.export",
            "memory.import",
            "memory.promote",
            "retention.put",
            "unit.create",
            "key.create",
            "audit.read")
        .allMatch(action -> action.matches("[a-z_]+\\.[a-z_]+"));
  }

  @Test
  void whatOnlyServicesCallOfEachOtherIsNoScope() {
    assertThat(ActionMapper.publicActions()).doesNotContain("tenant_records.erase");
  }
}
