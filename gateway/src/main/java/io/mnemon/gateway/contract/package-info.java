/** The public methods of the platform, as the contract in libs/api declares them. */
@NullMarked
package io.mnemon.gateway.contract;

import org.jspecify.annotations.NullMarked;
