package io.mnemon.memory.record;

import io.mnemon.inference.VectorSpace;
import io.mnemon.storage.ControlSession;
import java.util.Optional;

/** The vector space that the vectors of this database belong to; there is one. */
public final class PostgresVectorSpace {
  private final ControlSession session;

  public PostgresVectorSpace(ControlSession session) {
    this.session = session;
  }

  /**
   * Takes the model's space for a new database, and insists on it for an old one.
   *
   * @throws IllegalStateException if the vectors in the record were made by another model: it says
   *     what to do
   */
  public void claim(VectorSpace model) {
    session.update(
        """
        INSERT INTO memory.vector_space (model, dimensions, codec) VALUES (?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
        b -> b.text(model.model()).integer(model.dimensions()).text(model.codec()));
    Optional<VectorSpace> kept =
        session.queryOne(
            "SELECT model, dimensions, codec FROM memory.vector_space",
            b -> {},
            row ->
                new VectorSpace(row.text("model"), row.integer("dimensions"), row.text("codec")));
    if (!kept.equals(Optional.of(model))) {
      throw new IllegalStateException(
          "The vectors in this database were made by "
              + kept.map(PostgresVectorSpace::shown).orElse("nobody")
              + ", but the embedding model is "
              + shown(model)
              + ". Start with the model they were made by, or use another data folder"
              + " (MNEMON_DATA) or database (MNEMON_POSTGRES_URL) for the new model.");
    }
  }

  private static String shown(VectorSpace space) {
    return "%s (%d dimensions, %s)".formatted(space.model(), space.dimensions(), space.codec());
  }
}
