package io.mnemon.storage;

import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.mnemon.embedded.TestStores;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * The schema {@code storage} of the shared Postgres, with row-level security as services write it,
 * and pools of the roles that may use it.
 */
final class TestDatabase {
  static final String SERVICE = "storage_service";
  static final String JOBS = "storage_service_jobs";
  private static final String PASSWORD = "test";

  private static final String SCHEMA =
      """
      CREATE SCHEMA storage;
      CREATE ROLE storage_service LOGIN PASSWORD 'test';
      CREATE ROLE storage_service_jobs LOGIN PASSWORD 'test';
      GRANT USAGE ON SCHEMA storage TO storage_service, storage_service_jobs;

      CREATE TABLE storage.item (
        tenant uuid NOT NULL,
        scope_id uuid NOT NULL,
        id uuid NOT NULL,
        body text NOT NULL,
        PRIMARY KEY (tenant, id));
      ALTER TABLE storage.item ENABLE ROW LEVEL SECURITY;
      ALTER TABLE storage.item FORCE ROW LEVEL SECURITY;
      CREATE POLICY scope ON storage.item
        USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid
          AND (scope_id = ANY (NULLIF(current_setting('app.scopes', true), '')::uuid[])
            OR NULLIF(current_setting('app.job', true), '') IS NOT NULL))
        WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid
          AND (scope_id = ANY (NULLIF(current_setting('app.scopes', true), '')::uuid[])
            OR NULLIF(current_setting('app.job', true), '') IS NOT NULL));
      GRANT SELECT, INSERT, UPDATE, DELETE ON storage.item TO storage_service;

      CREATE TABLE storage.outbox (
        tenant uuid NOT NULL,
        id bigint GENERATED ALWAYS AS IDENTITY,
        aggregate uuid NOT NULL,
        version bigint NOT NULL,
        kind text NOT NULL,
        traceparent text,
        created_at timestamptz NOT NULL,
        lease_owner uuid,
        lease_until timestamptz,
        epoch bigint NOT NULL DEFAULT 0,
        attempts int NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL,
        PRIMARY KEY (tenant, id));
      CREATE UNIQUE INDEX outbox_order ON storage.outbox (id);
      CREATE INDEX outbox_aggregate ON storage.outbox (tenant, aggregate, id);
      ALTER TABLE storage.outbox ENABLE ROW LEVEL SECURITY;
      ALTER TABLE storage.outbox FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON storage.outbox TO storage_service
        USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid);
      CREATE POLICY relay ON storage.outbox TO storage_service_jobs USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT ON storage.outbox TO storage_service;
      GRANT SELECT, UPDATE, DELETE ON storage.outbox TO storage_service_jobs;

      CREATE TABLE storage.audit_pending (
        tenant uuid NOT NULL,
        id uuid NOT NULL,
        at timestamptz NOT NULL,
        entry bytea NOT NULL,
        PRIMARY KEY (tenant, id));
      ALTER TABLE storage.audit_pending ENABLE ROW LEVEL SECURITY;
      ALTER TABLE storage.audit_pending FORCE ROW LEVEL SECURITY;
      CREATE POLICY tenant ON storage.audit_pending TO storage_service
        USING (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid)
        WITH CHECK (tenant = NULLIF(current_setting('app.tenant', true), '')::uuid);
      CREATE POLICY relay ON storage.audit_pending TO storage_service_jobs
        USING (true) WITH CHECK (true);
      GRANT SELECT, INSERT ON storage.audit_pending TO storage_service;
      GRANT SELECT, UPDATE (at), DELETE ON storage.audit_pending TO storage_service_jobs;
      """;

  static {
    try (Connection connection = TestStores.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(SCHEMA);
    } catch (SQLException e) {
      throw new IllegalStateException("the test schema cannot be made", e);
    }
  }

  private TestDatabase() {}

  static AgroalDataSource pool(String role, int size) {
    return pool(role, size, TestStores.shared().jdbcUrl());
  }

  static AgroalDataSource pool(String role, int size, String jdbcUrl) {
    try {
      return AgroalDataSource.from(
          new AgroalDataSourceConfigurationSupplier()
              .connectionPoolConfiguration(
                  pool ->
                      pool.maxSize(size)
                          .acquisitionTimeout(Duration.ofSeconds(5))
                          .connectionFactoryConfiguration(
                              factory ->
                                  factory
                                      .jdbcUrl(jdbcUrl)
                                      .principal(new NamePrincipal(role))
                                      .credential(new SimplePassword(PASSWORD)))));
    } catch (SQLException e) {
      throw new IllegalStateException("the pool cannot be made", e);
    }
  }

  /** Runs SQL as the database's owner. */
  static void asOwner(String sql) {
    try (Connection connection = TestStores.shared().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
