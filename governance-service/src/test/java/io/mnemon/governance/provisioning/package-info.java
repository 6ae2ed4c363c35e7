@NullMarked
package io.mnemon.governance.provisioning;

import org.jspecify.annotations.NullMarked;
