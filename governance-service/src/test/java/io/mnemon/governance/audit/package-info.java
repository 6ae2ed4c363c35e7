@NullMarked
package io.mnemon.governance.audit;

import org.jspecify.annotations.NullMarked;
