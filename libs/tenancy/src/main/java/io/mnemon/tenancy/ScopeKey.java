package io.mnemon.tenancy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The coordinates of one scope inside a tenant: a layer and the ids that the layer requires.
 *
 * @param layer the layer
 * @param user the user's principal id, for personal layers
 * @param agent the agent's principal id, for the agent layer
 * @param session the session's name, for the session layer
 * @param unit the unit's id, for unit layers
 */
public record ScopeKey(
    Layer layer,
    @Nullable UUID user,
    @Nullable UUID agent,
    @Nullable String session,
    @Nullable UUID unit) {
  public ScopeKey {
    require(layer.isPersonal() == (user != null), "user", layer);
    require((layer == Layer.AGENT) == (agent != null), "agent", layer);
    require((layer == Layer.SESSION) == (session != null), "session", layer);
    require(layer.isUnit() == (unit != null), "unit", layer);
  }

  private static void require(boolean holds, String coordinate, Layer layer) {
    if (!holds) {
      throw new IllegalArgumentException(
          "scope of layer " + layer.word() + " has a wrong " + coordinate);
    }
  }

  public static ScopeKey ofAgent(UUID user, UUID agent) {
    return new ScopeKey(Layer.AGENT, user, agent, null, null);
  }

  public static ScopeKey ofUser(UUID user) {
    return new ScopeKey(Layer.USER, user, null, null, null);
  }

  public static ScopeKey ofSession(UUID user, String session) {
    return new ScopeKey(Layer.SESSION, user, null, session, null);
  }

  public static ScopeKey ofUnit(Layer layer, UUID unit) {
    return new ScopeKey(layer, null, null, null, unit);
  }

  public static ScopeKey ofCompany() {
    return new ScopeKey(Layer.COMPANY, null, null, null, null);
  }

  /**
   * The scope's id, alike in Postgres, index and cache keys: the first 128 bits of SHA-256 over the
   * length-prefixed layer and coordinates. Equal keys of different tenants share an id; the tenant
   * always stands beside it.
   */
  public UUID id() {
    MessageDigest sha = sha256();
    update(sha, layer.word());
    update(sha, Objects.toString(user, ""));
    update(sha, Objects.toString(agent, ""));
    update(sha, Objects.toString(session, ""));
    update(sha, Objects.toString(unit, ""));
    ByteBuffer digest = ByteBuffer.wrap(sha.digest());
    return new UUID(digest.getLong(), digest.getLong());
  }

  private static void update(MessageDigest sha, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
    sha.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
