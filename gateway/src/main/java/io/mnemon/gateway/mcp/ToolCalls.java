package io.mnemon.gateway.mcp;

import com.google.protobuf.Message;
import io.mnemon.gateway.contract.PublicMethod;

/** Calls methods for whoever sent the request that is being answered. */
@FunctionalInterface
interface ToolCalls {
  /**
   * @throws io.mnemon.api.ServiceException the refusal
   */
  Message call(PublicMethod method, Message request);
}
