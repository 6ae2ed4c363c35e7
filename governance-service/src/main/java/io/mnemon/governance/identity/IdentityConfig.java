package io.mnemon.governance.identity;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** Tokens of issuers. */
@ConfigMapping(prefix = "mnemon.governance.identity")
interface IdentityConfig {
  /** How many characters a token may have; the gateway lets 8192 through. */
  int maxTokenSize();

  /** How far the clocks of issuers may be off. */
  Duration leeway();

  /** How long a token may be good from when it was issued. */
  Duration maxTokenLifetime();

  /** How many may act for one another in one token. */
  int maxActors();

  /** How many issuers a tenant may trust. */
  int maxIssuers();

  /** How many groups of one issuer may be mapped. */
  int maxMappings();

  Keys keys();

  /** Keys of issuers. */
  interface Keys {
    /** How long they are relied on without asking again. */
    Duration freshFor();

    /** How long they are relied on if the issuer does not answer. */
    Duration keptFor();

    /** How long after an issuer was asked it is not asked again, whatever tokens come. */
    Duration pause();

    /** How many bytes an issuer may answer. */
    int maxBytes();

    /** Of how many issuers keys are kept. */
    int maxIssuers();
  }
}
