package io.mnemon.gateway.journal;

import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.util.Optional;

/**
 * A request that was answered.
 *
 * @param edge the edge it came through: rest, grpc, mcp, scim or page
 * @param method the name of the method, of a fixed set: it is a label of metrics
 * @param status the status it was answered with, in the edge's own numbers
 * @param took how long it took
 * @param requestId its id in logs
 * @param traceId its id in traces
 * @param caller who asked, if it is known
 */
public record ServedRequest(
    String edge,
    String method,
    int status,
    Duration took,
    String requestId,
    String traceId,
    Optional<Caller> caller) {}
