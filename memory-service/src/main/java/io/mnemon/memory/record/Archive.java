package io.mnemon.memory.record;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.inference.Embedding;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.StoredObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Contents that have left Postgres, as they were kept there: what was encrypted is encrypted here.
 * An object is written once and never changed.
 */
public final class Archive {
  private static final int FORMAT = 1;
  private static final int PAGE = 500;

  private final ObjectStore objects;

  public Archive(ObjectStore objects) {
    this.objects = objects;
  }

  /**
   * What an object holds.
   *
   * @param content as {@link MemoryCipher} has sealed it
   * @param space the vector's space; empty if there is no vector
   */
  public record Cold(Bytes content, String space, Optional<Embedding> vector) {}

  /** Durable on return. */
  public void put(UUID tenant, UUID object, Cold cold) {
    byte[] content = cold.content().toByteArray();
    byte[] space = cold.space().getBytes(StandardCharsets.UTF_8);
    byte[] vector = cold.vector().map(Embedding::toBytes).orElseGet(() -> new byte[0]);
    ByteBuffer bytes =
        ByteBuffer.allocate(4 * Integer.BYTES + content.length + space.length + vector.length);
    bytes.putInt(FORMAT);
    for (byte[] part : List.of(content, space, vector)) {
      bytes.putInt(part.length).put(part);
    }
    objects.put(key(tenant, object), bytes.array());
  }

  /**
   * @throws ServiceException INTERNAL if the object is not there or is no such object; UNAVAILABLE
   *     if the store cannot be reached
   */
  public Cold get(UUID tenant, UUID object) {
    byte[] bytes = objects.get(key(tenant, object)).orElseThrow(() -> lost(object));
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < Integer.BYTES || buffer.getInt() != FORMAT) {
      throw lost(object);
    }
    byte[] content = part(buffer, object);
    String space = new String(part(buffer, object), StandardCharsets.UTF_8);
    byte[] vector = part(buffer, object);
    return new Cold(
        Bytes.of(content),
        space,
        vector.length == 0 ? Optional.empty() : Optional.of(Embedding.ofBytes(vector)));
  }

  private static byte[] part(ByteBuffer buffer, UUID object) {
    int length = buffer.remaining() < Integer.BYTES ? -1 : buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw lost(object);
    }
    byte[] part = new byte[length];
    buffer.get(part);
    return part;
  }

  private static ServiceException lost(UUID object) {
    return new ServiceException(
        ErrorCode.INTERNAL,
        "the content of a memory is missing in the archive (object "
            + object
            + "): bring the object store back from a backup");
  }

  /** One that is not there is no failure. */
  public void remove(UUID tenant, UUID object) {
    objects.delete(key(tenant, object));
  }

  /** Removes everything of a tenant. */
  public void removeAll(UUID tenant) {
    List<StoredObject> page;
    do {
      page = objects.list("archive/" + tenant + "/", "", PAGE);
      page.forEach(object -> objects.delete(object.key()));
    } while (!page.isEmpty());
  }

  /** Whether anything of a tenant is left. */
  public boolean hasNothingOf(UUID tenant) {
    return objects.list("archive/" + tenant + "/", "", 1).isEmpty();
  }

  private static String key(UUID tenant, UUID object) {
    return "archive/" + tenant + "/" + object;
  }
}
