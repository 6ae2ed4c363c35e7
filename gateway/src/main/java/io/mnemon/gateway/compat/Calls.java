package io.mnemon.gateway.compat;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Calls methods of the contract for whoever sent the request that is being answered. */
@FunctionalInterface
public interface Calls {
  /**
   * Calls a method with its request as JSON, as our own REST API writes it, every field in the
   * body.
   *
   * @param method its name, e.g. {@code AddMemory}
   * @throws io.mnemon.api.ServiceException the refusal
   */
  ObjectNode call(String method, ObjectNode request);
}
