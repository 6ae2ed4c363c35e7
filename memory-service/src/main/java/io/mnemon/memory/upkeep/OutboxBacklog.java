package io.mnemon.memory.upkeep;

import io.mnemon.storage.Outbox;
import io.mnemon.storage.OutboxRelay;

/** The backlog that is kept in an outbox. */
public final class OutboxBacklog implements Backlog {
  private final Outbox outbox;
  private final OutboxRelay relay;

  public OutboxBacklog(Outbox outbox, OutboxRelay relay) {
    this.outbox = outbox;
    this.relay = relay;
  }

  @Override
  public void takeOver() {
    outbox.takeOver();
  }

  @Override
  public void relay() {
    relay.relay();
  }

  @Override
  public void start() {
    relay.start();
  }

  @Override
  public long size() {
    return outbox.pending();
  }

  @Override
  public void close() {
    relay.close();
  }
}
