@NullMarked
package io.mnemon.governance.access;

import org.jspecify.annotations.NullMarked;
