package io.mnemon.memory.record;

import io.mnemon.api.ServiceException;
import io.mnemon.crypto.Bytes;
import io.mnemon.inference.Embedding;
import io.mnemon.storage.ObjectStore;
import io.mnemon.storage.StoredObject;
import java.nio.BufferUnderflowException;
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
   * Empty if the object is not there, or is no such object.
   *
   * @throws ServiceException UNAVAILABLE if the store cannot be reached
   */
  public Optional<Cold> find(UUID tenant, UUID object) {
    return objects.get(key(tenant, object)).flatMap(Archive::read);
  }

  private static Optional<Cold> read(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      if (buffer.getInt() != FORMAT) {
        return Optional.empty();
      }
      byte[] content = part(buffer);
      String space = new String(part(buffer), StandardCharsets.UTF_8);
      byte[] vector = part(buffer);
      return Optional.of(
          new Cold(
              Bytes.of(content),
              space,
              vector.length == 0 ? Optional.empty() : Optional.of(Embedding.ofBytes(vector))));
    } catch (BufferUnderflowException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static byte[] part(ByteBuffer buffer) {
    int length = buffer.getInt();
    if (length < 0 || length > buffer.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] part = new byte[length];
    buffer.get(part);
    return part;
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
