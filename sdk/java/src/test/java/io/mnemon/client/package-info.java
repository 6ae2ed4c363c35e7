@NullMarked
package io.mnemon.client;

import org.jspecify.annotations.NullMarked;
