@NullMarked
package io.mnemon.governance.offboarding;

import org.jspecify.annotations.NullMarked;
