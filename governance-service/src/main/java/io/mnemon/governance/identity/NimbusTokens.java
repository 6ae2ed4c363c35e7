package io.mnemon.governance.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Signed tokens (JWS). A token chooses neither its key nor its algorithm: both are its issuer's,
 * and the kind of the key must be that of the algorithm. Keys that a token brings along or points
 * to are not looked at.
 */
final class NimbusTokens implements TokenProofs {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]*){2,4}");
  private static final int MIN_RSA_BITS = 2048;
  private static final int ED25519_BYTES = 32;

  /** What stands before the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
  private static final String ED25519_PREFIX = "302a300506032b6570032100";

  private final NimbusIssuerKeys keys;
  private final int maxBytes;

  /**
   * @param maxBytes how long a token may be
   */
  NimbusTokens(NimbusIssuerKeys keys, int maxBytes) {
    this.keys = keys;
    this.maxBytes = maxBytes;
  }

  @Override
  public Optional<ClaimedToken> read(String text) {
    if (text.indexOf('.') < 0) {
      return Optional.empty();
    }
    if (text.length() > maxBytes) {
      throw Refused.token(
          "has " + text.length() + " characters, which is more than the " + maxBytes + " allowed");
    }
    if (!FORM.matcher(text).matches()) {
      return Optional.empty();
    }
    try {
      JWSObject jws = JWSObject.parse(text);
      Map<String, Object> claims = jws.getPayload().toJSONObject();
      if (claims == null) {
        throw Refused.token("holds no claims");
      }
      requireUsable(jws.getHeader());
      return Optional.of(new Signed(jws, new Claims(claims)));
    } catch (ParseException | IllegalArgumentException e) {
      throw Refused.token("is not a signed JWT", e);
    }
  }

  private static void requireUsable(JWSHeader header) {
    if (!IssuerRules.ALGORITHMS.contains(header.getAlgorithm().getName())) {
      throw Refused.token("is signed with " + header.getAlgorithm() + ", which is not accepted");
    }
    if (header.getCriticalParams() != null && !header.getCriticalParams().isEmpty()) {
      throw Refused.token("has critical header parameters, which are not understood");
    }
  }

  private final class Signed implements ClaimedToken {
    private final JWSObject jws;
    private final Claims claims;

    Signed(JWSObject jws, Claims claims) {
      this.jws = jws;
      this.claims = claims;
    }

    @Override
    public Claims claims() {
      return claims;
    }

    @Override
    public String type() {
      return jws.getHeader().getType() == null
          ? ""
          : jws.getHeader()
              .getType()
              .getType()
              .toLowerCase(Locale.ROOT)
              .replaceFirst("^application/", "");
    }

    @Override
    public void prove(Issuer issuer) {
      JWSHeader header = jws.getHeader();
      if (!issuer.terms().algorithms().contains(header.getAlgorithm().getName())) {
        throw Refused.token(
            "is signed with "
                + header.getAlgorithm()
                + ", but of this issuer only "
                + String.join(", ", issuer.terms().algorithms())
                + " is accepted");
      }
      if (keys.matching(issuer, header).stream().noneMatch(this::isSignedWith)) {
        throw Refused.token("has a wrong signature");
      }
    }

    private boolean isSignedWith(JWK key) {
      JWSAlgorithm algorithm = jws.getHeader().getAlgorithm();
      try {
        return switch (algorithm.getName()) {
          case "RS256", "PS256" ->
              key instanceof RSAKey rsa
                  && rsa.size() >= MIN_RSA_BITS
                  && jws.verify(new RSASSAVerifier(rsa.toRSAPublicKey()));
          case "ES256" ->
              key instanceof ECKey ec && jws.verify(new ECDSAVerifier(ec.toECPublicKey()));
          case "EdDSA" -> key instanceof OctetKeyPair pair && isSignedWith(pair);
          default -> false;
        };
      } catch (JOSEException | GeneralSecurityException | IllegalStateException e) {
        throw Refused.token("cannot be checked with its issuer's key", e);
      }
    }

    private boolean isSignedWith(OctetKeyPair pair) throws GeneralSecurityException {
      byte[] point = pair.getDecodedX();
      if (point.length != ED25519_BYTES) {
        return false;
      }
      byte[] encoded = HexFormat.of().parseHex(ED25519_PREFIX + HexFormat.of().formatHex(point));
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded)));
      signature.update(jws.getSigningInput());
      return signature.verify(jws.getSignature().decode());
    }
  }
}
