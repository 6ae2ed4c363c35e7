package io.mnemon.authorization;

import io.mnemon.tenancy.Authorizer;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Place;

/** An authorizer that tells why. */
public interface Explainer extends Authorizer {
  /** Decides like {@link #decide}, and names the policies that decided. */
  Verdict explain(Caller caller, String action, Place place);

  /**
   * Whether the caller's tenant has policies of its own, so that what everybody may do elsewhere
   * must be asked about place by place. Yes, if that cannot be told.
   */
  boolean isNarrowed(Caller caller);
}
