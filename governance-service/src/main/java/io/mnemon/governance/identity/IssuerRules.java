package io.mnemon.governance.identity;

import io.mnemon.api.ServiceException;
import io.mnemon.governance.egress.Egress;
import io.mnemon.governance.egress.EgressRefused;
import io.mnemon.governance.tenant.Name;
import io.mnemon.governance.tenant.UnitTree;
import io.mnemon.tenancy.Role;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may be said about an issuer.
 *
 * @param egress knows where keys can be fetched from
 * @param maxMappings how many groups of an issuer may be mapped
 */
record IssuerRules(Egress egress, int maxMappings) {
  /** Signed with a private key, so that who can check cannot sign. */
  static final List<String> ALGORITHMS = List.of("RS256", "PS256", "ES256", "EdDSA");

  private static final Pattern CLAIM = Pattern.compile("[A-Za-z0-9_.:/-]{1,128}");
  private static final int MAX_AUDIENCES = 20;
  private static final int MAX_CHARACTERS = 255;
  private static final Duration MIN_LASTS = Duration.ofMinutes(1);
  private static final Duration MAX_LASTS = Duration.ofDays(30);

  /**
   * @throws ServiceException INVALID_ARGUMENT if it is no place to fetch keys from
   */
  String checkedUrl(String field, String url) {
    try {
      URI place = new URI(url);
      egress.check(place);
      if (place.getRawQuery() != null) {
        throw ServiceException.invalid(field, "must have no ?query");
      }
      return url;
    } catch (EgressRefused e) {
      throw ServiceException.invalid(field, "is refused: " + e.getMessage());
    } catch (URISyntaxException e) {
      throw ServiceException.invalid(
          field, "is no URL: give one such as https://id.example.com/realms/acme");
    }
  }

  /** The terms as they are kept. */
  IssuerTerms checked(IssuerTerms terms, UnitTree tree) {
    if (terms.jwksUri() != null) {
      checkedUrl("jwks_uri", terms.jwksUri());
    }
    requireClaim("claims.principal", terms.claims().principal());
    requireClaim("claims.groups", terms.claims().groups());
    if (terms.claims().directory() != null) {
      requireClaim("claims.directory", terms.claims().directory().claim());
    }
    return new IssuerTerms(
        Name.checked("name", terms.name()),
        audiences(terms.audiences()),
        terms.jwksUri(),
        algorithms(terms.algorithms()),
        terms.claims(),
        mappings(terms.mappings(), tree),
        terms.createUsers(),
        terms.disabled());
  }

  private static List<String> audiences(List<String> audiences) {
    List<String> distinct = audiences.stream().distinct().toList();
    if (distinct.isEmpty() || distinct.size() > MAX_AUDIENCES) {
      throw ServiceException.invalid(
          "audiences",
          "must name 1 to "
              + MAX_AUDIENCES
              + " for whom tokens are, e.g. the id of the client that your identity provider knows"
              + " Mnemon by");
    }
    for (int i = 0; i < distinct.size(); i++) {
      requireText("audiences[" + i + "]", distinct.get(i));
    }
    return distinct;
  }

  private static List<String> algorithms(List<String> algorithms) {
    for (int i = 0; i < algorithms.size(); i++) {
      if (!ALGORITHMS.contains(algorithms.get(i))) {
        throw ServiceException.invalid(
            "algorithms[" + i + "]",
            "is \"" + algorithms.get(i) + "\": give one of " + String.join(", ", ALGORITHMS));
      }
    }
    return algorithms.isEmpty()
        ? ALGORITHMS.subList(0, 1)
        : algorithms.stream().distinct().toList();
  }

  private List<GroupMapping> mappings(List<GroupMapping> mappings, UnitTree tree) {
    if (mappings.size() > maxMappings) {
      throw ServiceException.invalid(
          "mappings", "are " + mappings.size() + ": give at most " + maxMappings);
    }
    List<GroupMapping> checked = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < mappings.size(); i++) {
      GroupMapping mapping = mappings.get(i);
      String field = "mappings[" + i + "]";
      requireText(field + ".group", mapping.group());
      boolean tenant = mapping.unit().equals(tree.tenant());
      if (!tenant && tree.unit(mapping.unit()).isEmpty()) {
        throw ServiceException.notFound("unit " + mapping.unit());
      }
      if (mapping.role() == Role.TENANT_ADMIN && !tenant) {
        throw ServiceException.invalid(
            field + ".role",
            "tenant_admin is a role on the whole tenant: give the unit " + tree.tenant());
      }
      if (mapping.lasts().compareTo(MIN_LASTS) < 0 || mapping.lasts().compareTo(MAX_LASTS) > 0) {
        throw ServiceException.invalid(field + ".lasts", "must be from 1m to 30d");
      }
      if (!seen.add(mapping.group() + '\n' + mapping.unit())) {
        throw ServiceException.invalid(field, "maps the same group to the same unit again");
      }
      checked.add(mapping);
    }
    return checked;
  }

  private static void requireText(String field, String text) {
    if (text.isEmpty()
        || text.length() > MAX_CHARACTERS
        || text.chars().anyMatch(Character::isISOControl)) {
      throw ServiceException.invalid(
          field, "must have 1 to " + MAX_CHARACTERS + " characters, none of them a control one");
    }
  }

  private static void requireClaim(String field, String name) {
    if (!CLAIM.matcher(name).matches()) {
      throw ServiceException.invalid(
          field, "is no name of a claim: give one such as \"email\" or \"realm_access.roles\"");
    }
  }
}
