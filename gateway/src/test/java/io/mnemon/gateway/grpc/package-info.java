@NullMarked
package io.mnemon.gateway.grpc;

import org.jspecify.annotations.NullMarked;
