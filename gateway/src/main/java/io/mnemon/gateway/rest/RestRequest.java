package io.mnemon.gateway.rest;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param variables the path's variables, still encoded
 * @param query the URL's query, still encoded
 * @param body its body; empty for none
 * @param contentType the header of this name, as are the following
 */
record RestRequest(
    Map<String, String> variables,
    Optional<String> query,
    ByteString body,
    Optional<String> contentType,
    Optional<String> contentEncoding,
    Optional<String> ifMatch,
    Optional<String> idempotencyKey) {}
