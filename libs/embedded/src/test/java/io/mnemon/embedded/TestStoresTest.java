package io.mnemon.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TestStoresTest {

  @Test
  void sharedStoresAreStartedOnceAndOwnedByAnOrdinaryRole() throws Exception {
    TestStores stores = TestStores.shared();

    try (var connection = stores.connect();
        var statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                """
                SELECT rolsuper, rolcreaterole, current_setting('server_version_num')::int / 10000
                FROM pg_roles WHERE rolname = current_user
                """)) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getBoolean(1)).isFalse();
      assertThat(rows.getBoolean(2)).isTrue();
      assertThat(rows.getInt(3)).isEqualTo(18);
    }
    assertThat(TestStores.shared().jdbcUrl()).isEqualTo(stores.jdbcUrl());
    assertThat(TestStores.shared().redisUrl()).isEqualTo(stores.redisUrl());
  }
}
