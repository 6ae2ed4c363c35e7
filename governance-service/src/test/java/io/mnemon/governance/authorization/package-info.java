@NullMarked
package io.mnemon.governance.authorization;

import org.jspecify.annotations.NullMarked;
