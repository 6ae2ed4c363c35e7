package io.mnemon.inference;

/** Counts the tokens that a language model would see. Safe for use by many threads. */
public interface TokenCounter {

  int count(String text);
}
