/** The commands of those who run an installation: backup, restore, doctor. */
@NullMarked
package io.mnemon.operations;

import org.jspecify.annotations.NullMarked;
