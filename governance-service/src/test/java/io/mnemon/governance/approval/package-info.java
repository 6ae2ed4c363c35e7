@NullMarked
package io.mnemon.governance.approval;

import org.jspecify.annotations.NullMarked;
