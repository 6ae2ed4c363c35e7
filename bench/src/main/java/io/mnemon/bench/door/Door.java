package io.mnemon.bench.door;

/** A way into the platform. */
public interface Door extends AutoCloseable {

  /** How tables call it. */
  String name();

  /** A new client. */
  Connection connect();

  @Override
  void close();
}
