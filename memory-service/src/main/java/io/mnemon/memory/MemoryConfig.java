package io.mnemon.memory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be set about the memory service. */
@ConfigMapping(prefix = "mnemon.memory")
public interface MemoryConfig {

  /** How many memories one batch may hold. */
  @WithDefault("1000")
  int maxBatch();

  /** How many scopes one request may look through. */
  @WithDefault("10000")
  int maxScopes();

  /** Where the subjects are known. */
  Governance governance();

  /** How the record is reached. */
  Postgres postgres();

  /** How the index follows the record. */
  Index index();

  /** Limits of searches and lists. */
  Reading reading();

  /** How content is protected. */
  Crypto crypto();

  /** How vectors are made. */
  Embedding embedding();

  /** Limits of the end of a tenant. */
  Offboarding offboarding();

  /** How what was done is written down. */
  Audit audit();

  /** Limits of searches and lists. */
  interface Reading {
    /** How many levels of AND, OR and NOT a filter has. */
    @WithDefault("8")
    int filterDepth();

    /** How many conditions a filter has. */
    @WithDefault("64")
    int filterClauses();

    /** How many values one condition lists. */
    @WithDefault("100")
    int filterValues();

    /** How many characters a text in a filter has. */
    @WithDefault("256")
    int filterLength();

    /** How many changed memories a search for what was known earlier reads as they were. */
    @WithDefault("1000")
    int maxChanged();
  }

  /** Limits of what waits for the audit log. */
  interface Audit {
    /** How often what is pending is brought to the chain. */
    @WithDefault("1s")
    Duration relayEvery();

    /** How many entries are brought at once. */
    @WithDefault("1000")
    int relayedAtOnce();

    /** How long an allowed read waits at most to be written, together with others. */
    @WithDefault("3s")
    Duration flushReadsEvery();

    /** How many reads wait at most; beyond it they are written one by one. */
    @WithDefault("10000")
    int waitingReads();

    /** How many refusals of one principal are written one by one in a minute; more are counted. */
    @WithDefault("20")
    int denialsPerMinute();

    /** How long a tenant's wish about its reads is remembered. */
    @WithDefault("2s")
    Duration keepSettingsFor();
  }

  /** How much of a tenant that leaves is worked on at once. */
  interface Offboarding {
    /** How many rows one call erases, in one statement. */
    @WithDefault("5000")
    int erasedAtOnce();

    /** How many rows a page of an export has. */
    @WithDefault("50")
    int exportedAtOnce();
  }

  /** The channel to governance-service. */
  interface Governance {
    /** Host and port of governance-service. */
    @WithDefault("127.0.0.1:9000")
    String target();

    /** How long an answer may take, within the time of the call that needs it. */
    @WithDefault("10s")
    Duration timeout();

    /** How long an answer is used again: a revocation takes effect within this time. */
    @WithDefault("2s")
    Duration keepFor();

    /** How many answers are kept. */
    @WithDefault("10000")
    int maxKept();
  }

  /** Limits of the record. */
  interface Postgres {
    /** How many statements run at once. */
    @WithDefault("16")
    int maxConcurrent();

    /** How long a request waits for its turn. */
    @WithDefault("2s")
    Duration acquireTimeout();
  }

  /** Keys that protect content. */
  interface Crypto {
    /** A file with the keys that wrap data keys; see {@code LocalKeyring}. */
    Path keyringFile();

    /** How many unwrapped data keys stay on the heap. */
    @WithDefault("10000")
    int maxKeys();

    /** How long an unwrapped data key stays on the heap. */
    @WithDefault("5m")
    Duration keepFor();
  }

  /** The embedding model and the cache in front of it. */
  interface Embedding {
    /** Where the model's native library is kept unpacked between starts. */
    Optional<Path> libraryFolder();

    /** How many texts are computed at the same time. */
    @WithDefault("2")
    int threads();

    /** A model that is asked over HTTP in place of the one in this process. */
    Remote remote();

    /** How many vectors are cached on the heap. */
    @WithDefault("5000")
    int heapEntries();

    /** How long a vector is cached in Redis. */
    @WithDefault("7d")
    Duration keepFor();

    /**
     * How long Redis may take to answer: generous, because without it the texts of a whole batch go
     * through the model.
     */
    @WithDefault("500ms")
    Duration cacheTimeout();

    /** For how long Redis is left alone after it did not answer. */
    @WithDefault("2s")
    Duration cachePause();
  }

  /** A model behind an OpenAI-compatible address; asked if the address is set. */
  interface Remote {
    /** The address before {@code /embeddings}, e.g. {@code http://localhost:11434/v1}. */
    Optional<URI> url();

    /** The model's name there. */
    Optional<String> model();

    /** How many components its vectors have. */
    OptionalInt dimensions();

    /** Whether to have it cut its vectors to that: only for models made for it. */
    @WithDefault("false")
    boolean shortened();

    /** Sent as a bearer. */
    Optional<String> key();

    /** What the model wants in front of a text that searches. */
    Optional<String> queryPrefix();

    /** What the model wants in front of a text that is to be found. */
    Optional<String> documentPrefix();

    /** How many texts one request has at most. */
    @WithDefault("64")
    int batch();

    /** How many requests are under way at most. */
    @WithDefault("4")
    int concurrent();

    /** How long a caller waits for its vectors, all tries together. */
    @WithDefault("5s")
    Duration timeout();
  }

  /** The index and its upkeep. */
  interface Index {
    /** The folder of the index. */
    Path directory();

    /** How many tenants' indexes are open at once. */
    @WithDefault("32")
    int maxOpen();

    /** How often what was applied is made durable. */
    @WithDefault("1s")
    Duration flushInterval();

    /** How long a search waits to see the changes before it; then its answer is partial. */
    @WithDefault("100ms")
    Duration refreshPatience();

    /** For how long the relay leaves a change to the request that made it. */
    @WithDefault("30s")
    Duration handledHereFor();
  }
}
