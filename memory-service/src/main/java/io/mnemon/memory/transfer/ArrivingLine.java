package io.mnemon.memory.transfer;

import io.mnemon.api.ServiceException;
import io.mnemon.inference.Embedding;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Draft;
import io.mnemon.memory.record.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A line of an import, as far as it could be read. */
public sealed interface ArrivingLine {
  /** The line's number, from 1. */
  long number();

  /** The id that the line names, empty if it names none. */
  String named();

  /** It is not as it should be. */
  record Wrong(long number, String named, ServiceException error) implements ArrivingLine {}

  /**
   * It can be placed.
   *
   * @param draft the newest version
   * @param isTimed whether it tells when it happened
   * @param past what is told of how the memory came about
   * @param nearDuplicates what it is linked to
   * @param vector its vector, if the line has one of the active space
   */
  record Right(
      long number,
      String named,
      Draft draft,
      boolean isTimed,
      Past past,
      List<UUID> nearDuplicates,
      Optional<Embedding> vector)
      implements ArrivingLine {
    public Right {
      nearDuplicates = List.copyOf(nearDuplicates);
    }

    /**
     * Whether its memory is the same whenever it comes: a turn that tells neither its message nor
     * its time is another one each time.
     */
    boolean isTheSameAgain() {
      return isTimed
          || draft.sourceMessageId() != null
          || draft.attributes().kind() != Kind.EPISODE;
    }
  }

  /**
   * What is told of a memory's past. What is null is not told.
   *
   * @param author who wrote it
   * @param importedFrom who wrote it elsewhere, as the provenance told it
   * @param derivedFrom the memory that it was extracted from
   * @param supersededBy the newer memory that ended its validity
   * @param change how the newest version came about
   * @param changedBy who made the newest version
   * @param earlier the versions before the newest one, oldest first
   */
  record Past(
      @Nullable UUID id,
      long version,
      @Nullable Instant createdAt,
      @Nullable Instant updatedAt,
      @Nullable UUID author,
      @Nullable UUID importedFrom,
      @Nullable UUID derivedFrom,
      @Nullable UUID supersededBy,
      String change,
      @Nullable UUID changedBy,
      List<EarlierVersion> earlier) {
    public Past {
      earlier = List.copyOf(earlier);
    }
  }

  /** A version before the newest one. */
  record EarlierVersion(
      Attributes attributes, long version, String change, @Nullable UUID changedBy, Instant at) {}
}
