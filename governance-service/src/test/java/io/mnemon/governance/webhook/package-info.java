@NullMarked
package io.mnemon.governance.webhook;

import org.jspecify.annotations.NullMarked;
