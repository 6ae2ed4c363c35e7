package io.mnemon.governance.tenant;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;

/** How many principals a tenant may have, however they come about. */
public record PrincipalLimit(int max) {

  /** The refusal of one too many. */
  public ServiceException reached() {
    return new ServiceException(
        ErrorCode.RESOURCE_EXHAUSTED,
        "the tenant has "
            + max
            + " principals already, which is the limit: an administrator of the platform raises"
            + " mnemon.governance.tenant.max-principals");
  }
}
