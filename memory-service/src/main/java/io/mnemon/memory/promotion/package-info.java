/** The way of a memory to more people: proposed or asked for, approved where needed, redacted. */
@NullMarked
package io.mnemon.memory.promotion;

import org.jspecify.annotations.NullMarked;
