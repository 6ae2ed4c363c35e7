package io.mnemon.gateway.grpc;

import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Epochs;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the proxy needs of the rest of the gateway. */
interface Inside {
  /**
   * The caller that an authorization header shows; may wait.
   *
   * @param address where the call came from
   * @throws ServiceException if it shows none
   */
  Caller authenticate(@Nullable String authorization, String address);

  /**
   * Who asks, as it is now, right before its call gets inside; may wait.
   *
   * @param authorization the header that showed the caller
   * @param address where the call came from
   * @throws ServiceException if the caller may not call any more
   */
  Caller current(Caller caller, @Nullable String authorization, String address);

  /**
   * Lets a call in; may wait.
   *
   * @param method the method's full name
   * @param message its only request
   * @return closed when the call has ended
   * @throws ServiceException if it exceeds a limit
   */
  Admission.Permit admit(Caller caller, String method, byte[] message);

  /** A channel to a service whose calls carry the caller. */
  Channel channel(String service, Caller caller);

  /**
   * Begins to hand over a message that a service answered; may wait.
   *
   * @param method the method's full name
   * @param authorization the header that showed the caller
   * @param address where the call came from
   * @return closed when the message is handed over
   * @throws ServiceException if the caller may not have it any more
   */
  Epochs.Delivery deliver(
      Caller caller, String method, @Nullable String authorization, String address);

  /** What a service's failure is to the client, without what only concerns the inside. */
  ServiceException failure(String service, StatusRuntimeException failure);

  /** How long a call may take whose client sets no deadline. */
  Duration deadline();
}
