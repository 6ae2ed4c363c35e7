package io.mnemon.memory.good;

import io.mnemon.tenancy.TenantScope;
import java.sql.Connection;
import java.util.function.Supplier;

/** An adapter that is named after its technology. */
final class PostgresMemoryStore implements MemoryStore {
  private final Supplier<Connection> connections;

  PostgresMemoryStore(Supplier<Connection> connections) {
    this.connections = connections;
  }

  @Override
  public String find(TenantScope scope, String id) {
    return scope.tenant() + id + connections.get();
  }

  @Override
  public long count() {
    return 0;
  }
}
