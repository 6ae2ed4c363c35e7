@NullMarked
package io.mnemon.governance.identity;

import org.jspecify.annotations.NullMarked;
