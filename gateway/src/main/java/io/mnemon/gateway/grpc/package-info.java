/** The public gRPC port: a proxy for the methods that the contract marks public. */
@NullMarked
package io.mnemon.gateway.grpc;

import org.jspecify.annotations.NullMarked;
