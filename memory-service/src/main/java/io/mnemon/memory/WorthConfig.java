package io.mnemon.memory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** What memories are worth, and what becomes of those that are worth nothing. */
@ConfigMapping(prefix = "mnemon.memory.worth")
public interface WorthConfig {
  /** By which share of its room a full reward moves an importance. */
  @WithDefault("0.3")
  double rewardStep();

  /**
   * Which share of what importance lacks one use takes away: ten uses lift about as much as one
   * full reward, because that something was of use once says less than that somebody praised it.
   */
  @WithDefault("0.03")
  double useLift();

  /** How often uses are brought to the index. */
  @WithDefault("5s")
  Duration noteUsesEvery();

  /** How many used memories wait for that at most. */
  @WithDefault("100000")
  int waitingUses();

  /** By which rate importance fades for each day since the last use. */
  DecayPerDay decayPerDay();

  /** When and how memories go to the archive. */
  Archive archive();

  /** When memories are proposed to more people, and how approvals are looked after. */
  Promotion promotion();

  /** Where the archive lies: {@code file:} and a folder. */
  String objectStore();

  /** By layer. */
  interface DecayPerDay {
    @WithDefault("0.10")
    double agent();

    @WithDefault("0.03")
    double user();

    @WithDefault("0.05")
    double session();

    @WithDefault("0.01")
    double project();

    @WithDefault("0.008")
    double team();

    @WithDefault("0.005")
    double org();

    @WithDefault("0.002")
    double company();
  }

  /** Limits of the archive. */
  interface Archive {
    /** Below which effective importance a memory is archived. */
    @WithDefault("0.01")
    double below();

    /**
     * How many memories of one scope stay in the record, e.g. those of one user; of more, those
     * that are worth keeping least go to the archive. 0 for any number.
     */
    @WithDefault("0")
    int mostOfScope();

    /** How long after it was added or last used a memory is not counted among the least. */
    @WithDefault("1d")
    Duration fresh();

    /** How often the memories of each tenant are looked through. */
    @WithDefault("1h")
    Duration every();

    /** How often it is looked whose turn it is. */
    @WithDefault("10s")
    Duration poll();

    /** How long a tenant's turn is held by a process that says nothing more. */
    @WithDefault("5m")
    Duration lease();

    /** How many memories are looked at in one statement. */
    @WithDefault("500")
    int atOnce();

    /**
     * How long an object stays to which nothing points: longer than it takes to put one, and than a
     * backup needs from the record to the objects.
     */
    @WithDefault("1h")
    Duration looseAfter();
  }

  /** Limits of promotion. */
  interface Promotion {
    /** From which score on a memory is proposed to the next layer. */
    @WithDefault("0.8")
    double proposeFrom();

    /** How often it is looked which approvals are due to be looked at. */
    @WithDefault("2s")
    Duration poll();

    /** How long after a request it is looked at first; each further pause is twice as long. */
    @WithDefault("2s")
    Duration firstLook();

    /** The longest pause between two looks. */
    @WithDefault("1m")
    Duration longestPause();

    /** For how long promotions that were taken are left to the process that took them. */
    @WithDefault("1m")
    Duration lease();

    /** How many promotions are taken at once. */
    @WithDefault("50")
    int atOnce();
  }
}
