/** The packaged platform as its users meet it: one real process, and only its public doors. */
@NullMarked
package io.mnemon.acceptance;

import org.jspecify.annotations.NullMarked;
