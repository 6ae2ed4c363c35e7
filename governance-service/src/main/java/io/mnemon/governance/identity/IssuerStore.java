package io.mnemon.governance.identity;

import io.mnemon.governance.tenant.Page;
import io.mnemon.tenancy.ControlPlane;
import io.mnemon.tenancy.TenantScope;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Where is kept which issuers are trusted. Every change moves the tenant's epoch, and names the one
 * at which it was judged that the change may be made: {@link
 * io.mnemon.governance.tenant.EpochMovedException} if it is another one by now; then nothing was
 * changed.
 */
interface IssuerStore {
  /** Where tokens of an issuer for one of the audiences are let in; more than one is possible. */
  @ControlPlane("a token says who issued it and for whom, but not for which tenant")
  List<Door> doors(String url, Collection<String> audiences);

  /** The tenant whose issuer it is, disabled or not. */
  record Door(UUID tenant, UUID issuer) {}

  Optional<Issuer> find(TenantScope scope, UUID id);

  /** In the order of their creation. */
  Page<Issuer> list(TenantScope scope, Page.Request wanted);

  /**
   * @param max how many issuers a tenant may have
   */
  IssuerChange create(TenantScope scope, Issuer issuer, int max, long epoch);

  /**
   * Takes back roles that its tokens gave and that it does not map any more: all of them if it is
   * disabled.
   */
  IssuerChange update(TenantScope scope, Issuer issuer, long epoch);

  /** Takes back all roles that its tokens gave. Who its subjects are stays known. */
  IssuerChange delete(TenantScope scope, Issuer issuer, long epoch);
}
