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

  /** Limits of exports and imports. */
  Transfer transfer();

  /** How memories come to their end. */
  Retention retention();

  /** How what was done is written down. */
  Audit audit();

  /** How long it is remembered what was recalled. */
  Recalls recalls();

  /** How what was added is compared with what was known. */
  Truth truth();

  /** The language model that extracts facts; asked if the address is set. */
  Chat chat();

  /** A language model behind an OpenAI-compatible address. */
  interface Chat {
    /** The address before {@code /chat/completions}, e.g. {@code http://localhost:11434/v1}. */
    Optional<URI> url();

    /** The model's name there. */
    Optional<String> model();

    /** Sent as a bearer. */
    Optional<String> key();

    /** How many requests are under way at most. */
    @WithDefault("2")
    int concurrent();

    /** How long an answer may take. */
    @WithDefault("60s")
    Duration timeout();

    /** The most tokens of an answer. */
    @WithDefault("2000")
    int maxTokens();

    /** How often the model is asked for an answer in the form before it is given up. */
    @WithDefault("3")
    int tries();

    /** The most facts that are made of one text. */
    @WithDefault("50")
    int maxFacts();

    /** The most characters of a fact. */
    @WithDefault("2000")
    int maxCharacters();

    /** After so many failures in a row the model is left alone. */
    @WithDefault("3")
    int failures();

    /** For how long. */
    @WithDefault("30s")
    Duration leftAlone();
  }

  /** Limits of operations. */
  interface Truth {
    /**
     * How many memories of a scope are compared with one, found by meaning and as many by words.
     */
    @WithDefault("32")
    int candidates();

    /** How many operations are worked on at the same time. */
    @WithDefault("2")
    int workers();

    /** How long one worker has for an operation before another may take it over. */
    @WithDefault("5m")
    Duration lease();

    /** How often an operation is begun until it has failed. */
    @WithDefault("8")
    int attempts();

    /** The longest pause between two attempts; the first is half a second. */
    @WithDefault("1m")
    Duration longestPause();

    /** How long finished operations can be asked for. */
    @WithDefault("7d")
    Duration keepFor();
  }

  /** What is remembered of recalls, to recognise what comes back and to know what was of use. */
  interface Recalls {
    /** How long a recall waits at most until it is kept, together with others. */
    @WithDefault("1s")
    Duration flushEvery();

    /** How many recalls wait at most; further ones are not remembered. */
    @WithDefault("10000")
    int waiting();

    /** How long recalls are kept. */
    @WithDefault("7d")
    Duration keepFor();

    /**
     * How many of a tenant are kept, about 700 bytes each; the oldest go first. A tenant may have
     * an hour's more, until it is looked at again.
     */
    @WithDefault("500000")
    int mostKept();

    /** For how long what was recalled is recognised in what its reader adds. */
    @WithDefault("24h")
    Duration recentFor();

    /** How many of a reader's latest recalls are looked through for it. */
    @WithDefault("50")
    int recent();
  }

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

  /** How much travels at once. */
  interface Transfer {
    /** How many memories an export reads at once. */
    @WithDefault("500")
    int exportedAtOnce();

    /** About how many bytes an export reads at once, if that is more than one memory. */
    @WithDefault("8000000")
    long exportedBytes();

    /** How many lines one call of an import has at most. */
    @WithDefault("1000")
    int importedAtOnce();

    /** How many lines of one call are told to be wrong; more are counted. */
    @WithDefault("100")
    int errors();

    /** How many earlier versions of a memory travel with it; the oldest are left out. */
    @WithDefault("1000")
    int versions();

    /** How many bytes the earlier versions of a memory may have; the oldest are left out. */
    @WithDefault("1000000")
    long lineBytes();
  }

  /** How memories come to their end, and how much of that is done at once. */
  interface Retention {
    /** How long the content of a deleted memory is kept, unless it is to be purged at once. */
    @WithDefault("7d")
    Duration purgeAfter();

    /** How often is looked for what has come to its end. */
    @WithDefault("2s")
    Duration lookEvery();

    /** How often a retention rule is carried out. */
    @WithDefault("1h")
    Duration every();

    /** How many memories one transaction deletes or purges. */
    @WithDefault("1000")
    int batch();

    /** How many memories one call deletes; further calls go on. */
    @WithDefault("10000")
    int deletedAtOnce();

    /** How long a confirmation holds. */
    @WithDefault("5m")
    Duration confirmationLasts();

    /** Which share of a layer a retention rule takes away at once without a confirmation. */
    @WithDefault("0.2")
    double unaskedShare();

    /** How many memories a retention rule takes away at once in any case. */
    @WithDefault("100")
    long unaskedFew();
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

    /**
     * Whether to start although the keyring does not open data keys that are there: for who has
     * lost a key for good, and with it what it protects. The data keys that do not open are retired
     * and their owners get new ones, so it is needed for one start only.
     */
    @WithDefault("false")
    boolean startDespiteLostKeys();

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

    /** How many texts one request may have turned into vectors. */
    @WithDefault("2048")
    int maxTexts();

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
    @WithDefault("256")
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
