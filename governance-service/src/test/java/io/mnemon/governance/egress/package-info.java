@NullMarked
package io.mnemon.governance.egress;

import org.jspecify.annotations.NullMarked;
