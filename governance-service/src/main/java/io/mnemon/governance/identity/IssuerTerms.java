package io.mnemon.governance.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant trusts an issuer; all of it can be changed.
 *
 * @param name unique in the tenant
 * @param audiences tokens must be for one of them
 * @param jwksUri where the keys are; null for discovery
 * @param algorithms the names of those that are accepted
 * @param createUsers whether who comes for the first time becomes a user
 * @param disabled whether its tokens are refused for now
 */
record IssuerTerms(
    String name,
    List<String> audiences,
    @Nullable String jwksUri,
    List<String> algorithms,
    ClaimNames claims,
    List<GroupMapping> mappings,
    boolean createUsers,
    boolean disabled) {
  IssuerTerms {
    audiences = List.copyOf(audiences);
    algorithms = List.copyOf(algorithms);
    mappings = List.copyOf(mappings);
  }

  /** Whether they let nobody in and give nothing that others do not: disabling, mapping less. */
  boolean isWithin(IssuerTerms others) {
    return mappingsBeyond(others).isEmpty()
        && (disabled || !others.disabled)
        && with(List.of(), true).equals(others.with(List.of(), true));
  }

  List<GroupMapping> mappingsBeyond(IssuerTerms others) {
    return mappings.stream().filter(mapping -> !others.mappings.contains(mapping)).toList();
  }

  private IssuerTerms with(List<GroupMapping> otherMappings, boolean isDisabled) {
    return new IssuerTerms(
        name, audiences, jwksUri, algorithms, claims, otherMappings, createUsers, isDisabled);
  }
}
