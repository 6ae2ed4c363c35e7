package io.mnemon.governance.identity;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The keys of issuers, each issuer's by itself. They are asked for when they are not fresh any more
 * and when a token names one that is not among them, but not more often than the pause allows. An
 * issuer that does not answer is believed by the keys that it had, for a limited time.
 */
final class NimbusIssuerKeys {
  private static final Logger LOG = Logger.getLogger(NimbusIssuerKeys.class);
  private static final String DISCOVERY = "/.well-known/openid-configuration";

  private final Documents documents;
  private final KeyTimes times;
  private final InstantSource clock;
  private final Map<Place, Keys> kept;

  /**
   * @param maxIssuers of how many issuers keys are kept: of those asked for last
   */
  NimbusIssuerKeys(Documents documents, KeyTimes times, int maxIssuers, InstantSource clock) {
    this.documents = documents;
    this.times = times;
    this.clock = clock;
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Place, Keys> eldest) {
            return size() > maxIssuers;
          }
        };
  }

  /** Where keys come from: two tenants that say the same share them. */
  private record Place(String issuer, @Nullable String jwksUri) {}

  private record Fetched(JWKSet keys, Instant at) {}

  /**
   * The keys with which a token of this header may be signed.
   *
   * @throws io.mnemon.api.ServiceException UNAUTHENTICATED if there is none
   */
  List<JWK> matching(Issuer issuer, JWSHeader header) {
    Place place = new Place(issuer.url(), issuer.terms().jwksUri());
    Keys keys;
    synchronized (kept) {
      keys = kept.computeIfAbsent(place, Keys::new);
    }
    List<JWK> matching = keys.matching(new JWKSelector(JWKMatcher.forJWSHeader(header)));
    if (matching.isEmpty()) {
      throw Refused.token(
          "is signed with a key that its issuer does not publish for "
              + header.getAlgorithm()
              + ": get a new one");
    }
    if (header.getKeyID() == null && matching.size() > 1) {
      throw Refused.token("names no key (kid), and its issuer has several");
    }
    return matching;
  }

  /** The keys of one place. */
  private final class Keys {
    private final Place place;
    private volatile @Nullable Fetched fetched;
    private @Nullable Instant asked;

    Keys(Place place) {
      this.place = place;
    }

    List<JWK> matching(JWKSelector selector) {
      Fetched now = fetched;
      if (now != null && clock.instant().isBefore(now.at().plus(times.fresh()))) {
        List<JWK> matching = selector.select(now.keys());
        if (!matching.isEmpty()) {
          return matching;
        }
      }
      return selector.select(asked(selector).keys());
    }

    /** Whoever waits here for somebody else's question finds that it was asked just now. */
    private synchronized Fetched asked(JWKSelector selector) {
      Instant now = clock.instant();
      boolean maySucceed =
          fetched != null
              && now.isBefore(fetched.at().plus(times.fresh()))
              && !selector.select(fetched.keys()).isEmpty();
      if (!maySucceed && (asked == null || !now.isBefore(asked.plus(times.pause())))) {
        asked = now;
        ask(now);
      }
      Fetched last = fetched;
      if (last == null || !now.isBefore(last.at().plus(times.kept()))) {
        throw Refused.token(
            "cannot be checked, because the keys of "
                + place.issuer()
                + " cannot be fetched: try again in a while, and see whether that issuer answers");
      }
      return last;
    }

    private void ask(Instant now) {
      try {
        fetched = new Fetched(JWKSet.parse(documents.get(jwksUri())).toPublicJWKSet(), now);
      } catch (IOException | ParseException | IllegalArgumentException e) {
        LOG.warnf(e, "the keys of issuer %s cannot be fetched", place.issuer());
      }
    }

    private URI jwksUri() throws IOException, ParseException {
      if (place.jwksUri() != null) {
        return URI.create(place.jwksUri());
      }
      String base = place.issuer().replaceAll("/$", "");
      Map<String, Object> found =
          JSONObjectUtils.parse(documents.get(URI.create(base + DISCOVERY)));
      if (!place.issuer().equals(JSONObjectUtils.getString(found, "issuer"))) {
        throw new IOException("its discovery document is that of another issuer");
      }
      String jwksUri = JSONObjectUtils.getString(found, "jwks_uri");
      if (jwksUri == null) {
        throw new IOException("its discovery document does not say where its keys are");
      }
      return URI.create(jwksUri);
    }
  }
}
