package io.mnemon.governance.audit;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.time.Duration;

/** The audit log's limits, its key and where its checkpoints lie. */
@ConfigMapping(prefix = "mnemon.governance.audit")
interface AuditConfig {
  /** The folder of the key that signs checkpoints; it is made at the first start. */
  Path keyFolder();

  /** Where checkpoints are kept beside the database: {@code file:} and a folder. */
  String objectStore();

  /** After how many entries a checkpoint is due. */
  long checkpointEntries();

  /** After what time a checkpoint is due, if something came. */
  Duration checkpointEvery();

  /** How often what is pending is brought to the chain. */
  Duration relayEvery();

  /** How many entries are chained at once. */
  int relayedAtOnce();

  /** How long an allowed read waits at most to be written, together with others. */
  Duration flushReadsEvery();

  /** How many reads wait at most; beyond it they are written one by one. */
  int waitingReads();

  /** How many refusals of one principal are written one by one in a minute; more are counted. */
  int denialsPerMinute();

  /** How long a tenant's wish about its reads is remembered. */
  Duration keepSettingsFor();

  /** How many entries an export reads at once. */
  int exportedAtOnce();
}
