package io.mnemon.gateway.compat;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How far the interfaces of other systems go. */
@ConfigMapping(prefix = "mnemon.gateway.compat")
public interface CompatConfig {
  /**
   * How many memories are read to tell how many there are; of more that there are at least these.
   */
  @WithDefault("1000")
  int counted();

  /** How far into a list a page or an offset may lie, and how much is looked through for names. */
  @WithDefault("10000")
  int deepest();

  /** How many changes a batch may hold. */
  @WithDefault("1000")
  int maxBatch();

  /** The graph of MCP's reference memory. */
  Graph graph();

  /** How far the graph goes. */
  interface Graph {
    /** How many entities and relations a user may have together. */
    @WithDefault("2000")
    int most();

    /** How many characters they may have together, since every call reads the whole graph. */
    @WithDefault("4194304")
    int maxCharacters();

    /** How often a change is tried on an entity that others change at the same time. */
    @WithDefault("20")
    int editAttempts();
  }

  /** The files of Anthropic's memory tool. */
  Files files();

  /** How much the memory tool keeps. */
  interface Files {
    /** How many files a user may have. */
    @WithDefault("1000")
    int most();

    /** How many bytes of UTF-8 a file may have: at most what a memory may. */
    @WithDefault("65536")
    int maxBytes();

    /** How often an edit is tried on a file that others edit at the same time. */
    @WithDefault("20")
    int editAttempts();
  }
}
