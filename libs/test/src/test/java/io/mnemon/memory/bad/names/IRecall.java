package io.mnemon.memory.bad.names;

/** A name that says nothing. */
final class IRecall {}
