package io.mnemon.memory;

import io.mnemon.api.ServiceException;
import java.util.function.BooleanSupplier;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;

/**
 * Whether memories can be kept and found now: the record and the index are really asked. An index
 * whose disk takes nothing is told and still ready: memories are kept in the record, and no other
 * process could answer the searches that it answers.
 */
final class MemoryReadiness implements HealthCheck {
  private final Runnable askRecord;
  private final BooleanSupplier indexIsReady;
  private final BooleanSupplier indexIsWritable;

  /**
   * @param askRecord asks the record something; throws if it does not answer
   */
  MemoryReadiness(
      Runnable askRecord, BooleanSupplier indexIsReady, BooleanSupplier indexIsWritable) {
    this.askRecord = askRecord;
    this.indexIsReady = indexIsReady;
    this.indexIsWritable = indexIsWritable;
  }

  @Override
  public HealthCheckResponse call() {
    boolean record = recordAnswers();
    boolean index = indexIsReady.getAsBoolean();
    return HealthCheckResponse.named("memory")
        .withData("record", record)
        .withData("index", index)
        .withData("index_writable", indexIsWritable.getAsBoolean())
        .status(record && index)
        .build();
  }

  private boolean recordAnswers() {
    try {
      askRecord.run();
      return true;
    } catch (ServiceException e) {
      return false;
    }
  }
}
