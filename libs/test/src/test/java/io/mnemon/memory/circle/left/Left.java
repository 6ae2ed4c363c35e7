package io.mnemon.memory.circle.left;

import io.mnemon.memory.circle.right.Right;

/** Half of a circle. */
public record Left(Right right) {}
