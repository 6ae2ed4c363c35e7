package io.mnemon.governance.identity;

import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.CreateIssuerRequest;
import io.mnemon.api.governance.v1.IssuerClaims;
import io.mnemon.api.governance.v1.ListIssuersResponse;
import io.mnemon.api.governance.v1.UpdateIssuerRequest;
import io.mnemon.governance.tenant.Page;
import io.mnemon.governance.tenant.PrincipalRef;
import io.mnemon.governance.tenant.TenantMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Issuers, as they travel. */
final class IssuerMapper {
  private static final Set<String> CHANGEABLE =
      new TreeSet<>(
          Set.of(
              "name",
              "audiences",
              "jwks_uri",
              "algorithms",
              "claims",
              "mappings",
              "create_users",
              "disabled"));
  private static final Duration DAY = Duration.ofDays(1);

  private IssuerMapper() {}

  static IssuerTerms terms(CreateIssuerRequest request) {
    return new IssuerTerms(
        request.getName(),
        request.getAudiencesList(),
        optional(request.getJwksUri()),
        request.getAlgorithmsList(),
        claims(request.getClaims()),
        mappings(request.getMappingsList()),
        request.getCreateUsers(),
        false);
  }

  static UnaryOperator<IssuerTerms> change(UpdateIssuerRequest request) {
    Set<String> mask = Set.copyOf(request.getUpdateMask().getPathsList());
    if (mask.isEmpty() || !CHANGEABLE.containsAll(mask)) {
      throw ServiceException.invalid(
          "update_mask", "must name what is to change: some of " + String.join(", ", CHANGEABLE));
    }
    io.mnemon.api.governance.v1.Issuer wanted = request.getIssuer();
    return before ->
        new IssuerTerms(
            mask.contains("name") ? wanted.getName() : before.name(),
            mask.contains("audiences") ? wanted.getAudiencesList() : before.audiences(),
            mask.contains("jwks_uri") ? optional(wanted.getJwksUri()) : before.jwksUri(),
            mask.contains("algorithms") ? wanted.getAlgorithmsList() : before.algorithms(),
            mask.contains("claims") ? claims(wanted.getClaims()) : before.claims(),
            mask.contains("mappings") ? mappings(wanted.getMappingsList()) : before.mappings(),
            mask.contains("create_users") ? wanted.getCreateUsers() : before.createUsers(),
            mask.contains("disabled") ? wanted.getDisabled() : before.disabled());
  }

  private static @Nullable String optional(String text) {
    return text.isEmpty() ? null : text;
  }

  private static ClaimNames claims(IssuerClaims claims) {
    return new ClaimNames(
        claims.getPrincipal().isEmpty() ? "sub" : claims.getPrincipal(),
        claims.getGroups().isEmpty() ? "groups" : claims.getGroups(),
        directory(claims));
  }

  private static ClaimNames.@Nullable DirectoryClaim directory(IssuerClaims claims) {
    String word = claims.getDirectoryAttribute();
    ClaimNames.Attribute attribute =
        word.isEmpty()
            ? ClaimNames.Attribute.EXTERNAL_ID
            : ClaimNames.Attribute.ofWord(word)
                .orElseThrow(
                    () ->
                        ServiceException.invalid(
                            "claims.directory_attribute",
                            "is \"" + word + "\": give " + ClaimNames.Attribute.words()));
    if (!claims.getDirectory().isEmpty()) {
      return new ClaimNames.DirectoryClaim(claims.getDirectory(), attribute);
    }
    if (!word.isEmpty()) {
      throw ServiceException.invalid(
          "claims.directory", "is missing: name the claim that holds the directory's " + word);
    }
    return null;
  }

  private static List<GroupMapping> mappings(
      List<io.mnemon.api.governance.v1.IssuerMapping> mappings) {
    List<GroupMapping> read = new ArrayList<>();
    for (int i = 0; i < mappings.size(); i++) {
      io.mnemon.api.governance.v1.IssuerMapping mapping = mappings.get(i);
      String field = "mappings[" + i + "]";
      read.add(
          new GroupMapping(
              mapping.getGroup(),
              PrincipalRef.id(mapping.getUnit())
                  .orElseThrow(
                      () ->
                          ServiceException.invalid(
                              field + ".unit",
                              "is no id: give a unit's, or the tenant's for all of the tenant")),
              TenantMapper.role(mapping.getRole()),
              mapping.getLasts().isEmpty()
                  ? DAY
                  : TenantMapper.duration(field + ".lasts", mapping.getLasts())));
    }
    return read;
  }

  static io.mnemon.api.governance.v1.Issuer toProto(Issuer issuer) {
    IssuerTerms terms = issuer.terms();
    return io.mnemon.api.governance.v1.Issuer.newBuilder()
        .setId(issuer.id().toString())
        .setName(terms.name())
        .setIssuer(issuer.url())
        .addAllAudiences(terms.audiences())
        .setJwksUri(terms.jwksUri() == null ? "" : terms.jwksUri())
        .addAllAlgorithms(terms.algorithms())
        .setClaims(toProto(terms.claims()))
        .addAllMappings(terms.mappings().stream().map(IssuerMapper::toProto).toList())
        .setCreateUsers(terms.createUsers())
        .setDisabled(terms.disabled())
        .setCreatedAt(TenantMapper.timestamp(issuer.createdAt()))
        .build();
  }

  private static IssuerClaims toProto(ClaimNames claims) {
    IssuerClaims.Builder builder =
        IssuerClaims.newBuilder().setPrincipal(claims.principal()).setGroups(claims.groups());
    if (claims.directory() != null) {
      builder
          .setDirectory(claims.directory().claim())
          .setDirectoryAttribute(claims.directory().attribute().word());
    }
    return builder.build();
  }

  private static io.mnemon.api.governance.v1.IssuerMapping toProto(GroupMapping mapping) {
    return io.mnemon.api.governance.v1.IssuerMapping.newBuilder()
        .setGroup(mapping.group())
        .setUnit(mapping.unit().toString())
        .setRole(mapping.role().word())
        .setLasts(words(mapping.lasts()))
        .build();
  }

  private static String words(Duration time) {
    if (time.toSecondsPart() != 0) {
      return time.toSeconds() + "s";
    }
    return time.toMinutesPart() == 0 ? time.toHours() + "h" : time.toMinutes() + "m";
  }

  static ListIssuersResponse issuers(Page<Issuer> page) {
    return ListIssuersResponse.newBuilder()
        .addAllIssuers(page.items().stream().map(IssuerMapper::toProto).toList())
        .setNextCursor(TenantMapper.cursor(page))
        .build();
  }
}
