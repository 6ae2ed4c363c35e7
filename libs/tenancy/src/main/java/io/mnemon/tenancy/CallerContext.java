package io.mnemon.tenancy;

import io.grpc.Context;
import io.grpc.Metadata;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;

/** The caller of the gRPC call that is being served, and the metadata key it travels under. */
public final class CallerContext {
  /** Metadata key of the internal token. */
  public static final Metadata.Key<byte[]> TOKEN =
      Metadata.Key.of("mnemon-token-bin", Metadata.BINARY_BYTE_MARSHALLER);

  static final Context.Key<Caller> CALLER = Context.key("mnemon-caller");

  private CallerContext() {}

  /**
   * @throws ServiceException UNAUTHENTICATED outside of a verified call
   */
  public static Caller current() {
    Caller caller = CALLER.get();
    if (caller == null) {
      throw new ServiceException(ErrorCode.UNAUTHENTICATED, "the call carries no caller");
    }
    return caller;
  }
}
