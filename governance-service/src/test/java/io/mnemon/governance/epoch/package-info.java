@NullMarked
package io.mnemon.governance.epoch;

import org.jspecify.annotations.NullMarked;
