package io.mnemon.operations.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.embedded.TestStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresRecordTest {

  private static final int MORE_THAN_AT_ONCE = 25_000;

  private Connection session;

  @BeforeEach
  void create() throws SQLException {
    session = TestStores.shared().connect();
    execute(
        """
        CREATE SCHEMA memory;
        CREATE TABLE memory.memory (
          tenant uuid, id uuid, version bigint, deleted_at timestamptz, sensitivity text);
        CREATE TABLE memory.outbox (tenant uuid, aggregate uuid)
        """);
  }

  @AfterEach
  void drop() throws SQLException {
    execute("DROP SCHEMA memory CASCADE");
    session.close();
  }

  private void execute(String sql) throws SQLException {
    try (var statement = session.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void theMemoriesOfATenantAreReadHoweverManyThereAre() throws Exception {
    UUID tenant = UUID.randomUUID();
    UUID waiting = UUID.randomUUID();
    execute(
        """
        INSERT INTO memory.memory
          SELECT '%1$s', gen_random_uuid(), 3, NULL, 'normal' FROM generate_series(1, %2$d);
        INSERT INTO memory.memory VALUES
          ('%1$s', gen_random_uuid(), 1, now(), 'normal'),
          ('%1$s', gen_random_uuid(), 1, NULL, 'secret'),
          (gen_random_uuid(), gen_random_uuid(), 1, NULL, 'normal');
        INSERT INTO memory.outbox VALUES ('%1$s', '%3$s')
        """
            .formatted(tenant, MORE_THAN_AT_ONCE, waiting));

    PostgresRecord.Expected expected = new PostgresRecord(new PostgresRows(session)).of(tenant);

    assertThat(expected.versions()).hasSize(MORE_THAN_AT_ONCE);
    assertThat(expected.versions().values()).containsOnly(3L);
    assertThat(expected.waiting()).containsExactly(waiting);
    assertThat(session.getAutoCommit()).isTrue();
  }
}
