@NullMarked
package io.mnemon.gateway.journal;

import org.jspecify.annotations.NullMarked;
