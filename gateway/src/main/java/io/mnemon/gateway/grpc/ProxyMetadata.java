package io.mnemon.gateway.grpc;

import io.grpc.Metadata;

/**
 * The metadata that crosses the proxy. Of what a client sends only the request id and the trace
 * context get inside: nobody outside can speak in the names that services trust. Of what a service
 * sends everything gets outside but those names.
 */
final class ProxyMetadata {
  static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<String> REQUEST_ID =
      Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER);
  static final Metadata.Key<byte[]> STATUS_DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private static final String INTERNAL = "mnemon-";

  private ProxyMetadata() {}

  /** What is sent inside besides what the channel adds: the caller and the trace context. */
  static Metadata inward(String requestId) {
    Metadata headers = new Metadata();
    headers.put(REQUEST_ID, requestId);
    return headers;
  }

  /** What is sent outside. */
  static Metadata outward(Metadata fromService, String requestId) {
    Metadata headers = new Metadata();
    headers.merge(fromService);
    for (String name : fromService.keys()) {
      if (name.startsWith(INTERNAL)) {
        headers.discardAll(key(name));
      }
    }
    headers.discardAll(REQUEST_ID);
    headers.put(REQUEST_ID, requestId);
    return headers;
  }

  private static Metadata.Key<?> key(String name) {
    return name.endsWith(Metadata.BINARY_HEADER_SUFFIX)
        ? Metadata.Key.of(name, Metadata.BINARY_BYTE_MARSHALLER)
        : Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}
