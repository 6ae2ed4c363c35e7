@NullMarked
package io.mnemon.governance.tenant;

import org.jspecify.annotations.NullMarked;
