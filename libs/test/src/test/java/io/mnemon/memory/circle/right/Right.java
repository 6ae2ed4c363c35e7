package io.mnemon.memory.circle.right;

import io.mnemon.memory.circle.left.Left;
import java.util.List;

/** The other half. */
public record Right(List<Left> lefts) {}
