package io.mnemon.operations.doctor;

import java.time.Duration;

/**
 * From where on something is worth a finding.
 *
 * @param freeBytes on the disk of the data folder
 * @param transaction how long one may last
 * @param backup how old the last one may be
 * @param outbox how long a change may wait for the index
 * @param clockSkew between this machine's clock and that of Postgres
 * @param deadRows in one table, if they are also more than the living
 * @param transactionIds that may pass without freezing; Postgres stops at two billion
 */
public record Limits(
    long freeBytes,
    Duration transaction,
    Duration backup,
    Duration outbox,
    Duration clockSkew,
    long deadRows,
    long transactionIds) {

  public static final Limits DEFAULT =
      new Limits(
          2_000_000_000,
          Duration.ofMinutes(10),
          Duration.ofDays(7),
          Duration.ofMinutes(5),
          Duration.ofSeconds(2),
          100_000,
          1_000_000_000);

  public Limits withFreeBytes(long bytes) {
    return new Limits(bytes, transaction, backup, outbox, clockSkew, deadRows, transactionIds);
  }

  public Limits withTransaction(Duration longest) {
    return new Limits(freeBytes, longest, backup, outbox, clockSkew, deadRows, transactionIds);
  }

  public Limits withBackup(Duration oldest) {
    return new Limits(freeBytes, transaction, oldest, outbox, clockSkew, deadRows, transactionIds);
  }
}
