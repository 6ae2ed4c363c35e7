package io.mnemon.memory.bad;

/** A record with an array. */
@SuppressWarnings("ArrayRecordComponent")
public record Vector(float[] values) {}
