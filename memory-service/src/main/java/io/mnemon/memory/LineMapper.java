package io.mnemon.memory;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.memory.v1.Memory;
import io.mnemon.api.memory.v1.MemoryLine;
import io.mnemon.api.memory.v1.MemoryVector;
import io.mnemon.api.memory.v1.MemoryVersion;
import io.mnemon.api.memory.v1.Provenance;
import io.mnemon.inference.Embedding;
import io.mnemon.inference.VectorSpace;
import io.mnemon.memory.record.DraftResult;
import io.mnemon.memory.transfer.ArrivingLine;
import io.mnemon.memory.transfer.ArrivingLine.EarlierVersion;
import io.mnemon.memory.transfer.ArrivingLine.Past;
import io.mnemon.memory.transfer.VectorSpaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Lines of an import, checked: each is right or tells what is wrong with it. */
final class LineMapper {
  private static final int MAX_LINKS = 64;

  /**
   * So many that nobody gets there by changes, and few enough that every change can still count.
   */
  private static final long MAX_VERSION = 1_000_000_000;

  private static final double UNIT_TOLERANCE = 1e-3;
  private static final Pattern CHANGE = Pattern.compile("[a-z][a-z_]{0,31}");

  private final VectorSpace space;
  private final int mostVersions;

  /**
   * @param space the vector space in use; vectors of others are not taken
   */
  LineMapper(VectorSpace space, int mostVersions) {
    this.space = space;
    this.mostVersions = mostVersions;
  }

  ArrivingLine line(MemoryLine line, long number, Instant now) {
    String named = line.getMemory().getId();
    try {
      return right(line, number, named, now);
    } catch (ServiceException e) {
      return new ArrivingLine.Wrong(number, named, e);
    }
  }

  private ArrivingLine right(MemoryLine line, long number, String named, Instant now) {
    if (!line.getUnreadable().isEmpty()) {
      throw new ServiceException(
          ErrorCode.FAILED_PRECONDITION,
          "this memory could not be read where it was exported, so the line has nothing of it: bring"
              + " it back there and export it again, or leave the line out");
    }
    Memory memory = line.getMemory();
    Checks checks = new Checks("");
    Past past = past(line, now, checks);
    List<UUID> links = links(memory, checks);
    Optional<Embedding> vector = vector(line, checks);
    checks.done();
    return switch (DraftMapper.draft(described(memory), now, "memory")) {
      case DraftResult.Invalid(ServiceException error) ->
          new ArrivingLine.Wrong(number, named, error);
      case DraftResult.Valid(var draft) ->
          new ArrivingLine.Right(number, named, draft, memory.hasEventTime(), past, links, vector);
    };
  }

  /** Only what a writer says of a memory, without what the server sets. */
  private static Memory described(Memory memory) {
    Provenance provenance =
        memory.getProvenance().toBuilder()
            .clearPrincipal()
            .clearImportedFrom()
            .clearDerivedFrom()
            .build();
    return memory.toBuilder()
        .clearId()
        .clearVersion()
        .clearCreatedAt()
        .clearUpdatedAt()
        .clearDuplicateOf()
        .clearNearDuplicates()
        .clearSupersedes()
        .clearSupersededBy()
        .clearOperation()
        .clearEffectiveImportance()
        .clearArchived()
        .setProvenance(provenance)
        .build();
  }

  private Past past(MemoryLine line, Instant now, Checks checks) {
    Memory memory = line.getMemory();
    long version = memory.getVersion() == 0 ? 1 : memory.getVersion();
    if (version < 1 || version > MAX_VERSION) {
      checks.wrong("memory.version", "is " + version + ", it must be between 1 and " + MAX_VERSION);
    }
    Provenance provenance = memory.getProvenance();
    return new Past(
        id("memory.id", memory.getId(), checks),
        version,
        TimeMapper.instant(
            checks, "memory.created_at", memory.hasCreatedAt(), memory.getCreatedAt()),
        TimeMapper.instant(
            checks, "memory.updated_at", memory.hasUpdatedAt(), memory.getUpdatedAt()),
        id("memory.provenance.principal", provenance.getPrincipal(), checks),
        id("memory.provenance.imported_from", provenance.getImportedFrom(), checks),
        id("memory.provenance.derived_from", provenance.getDerivedFrom(), checks),
        id("memory.superseded_by", memory.getSupersededBy(), checks),
        change("change", line.getChange(), version == 1 ? "added" : "updated", checks),
        id("principal", line.getPrincipal(), checks),
        earlier(line, version, now, checks));
  }

  private List<EarlierVersion> earlier(MemoryLine line, long newest, Instant now, Checks checks) {
    if (line.getEarlierCount() > mostVersions) {
      checks.wrong(
          "earlier",
          "has %d versions, at most %d are taken".formatted(line.getEarlierCount(), mostVersions));
      return List.of();
    }
    List<EarlierVersion> versions = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < line.getEarlierCount(); i++) {
      String field = "earlier[" + i + "]";
      MemoryVersion told = line.getEarlier(i);
      long version = told.getMemory().getVersion();
      if (version <= before || version >= newest) {
        checks.wrong(
            field + ".memory.version",
            "is %d: versions ascend and lie before %d, the newest".formatted(version, newest));
      }
      before = version;
      Instant at =
          TimeMapper.instant(
              checks, field + ".recorded_at", told.hasRecordedAt(), told.getRecordedAt());
      Instant recordedAt = at == null ? now : at;
      Checks own = new Checks(field + ".memory");
      var attributes = AttributesMapper.ofEarlier(told.getMemory(), recordedAt, own);
      own.done();
      versions.add(
          new EarlierVersion(
              attributes,
              version,
              change(field + ".change", told.getChange(), i == 0 ? "added" : "updated", checks),
              id(field + ".principal", told.getPrincipal(), checks),
              recordedAt));
    }
    return versions;
  }

  private static String change(String field, String word, String absent, Checks checks) {
    if (word.isEmpty()) {
      return absent;
    }
    if (!CHANGE.matcher(word).matches()) {
      checks.wrong(field, "is a word in lower case such as added or updated");
    }
    return word;
  }

  private static @Nullable UUID id(String field, String text, Checks checks) {
    if (text.isEmpty()) {
      return null;
    }
    try {
      UUID id = UUID.fromString(text);
      if (id.toString().equalsIgnoreCase(text)) {
        return id;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    checks.wrong(field, "is no id: a UUID, or nothing for a new one");
    return null;
  }

  private static List<UUID> links(Memory memory, Checks checks) {
    if (memory.getNearDuplicatesCount() > MAX_LINKS) {
      checks.wrong("memory.near_duplicates", "has more than " + MAX_LINKS + " ids");
      return List.of();
    }
    Set<UUID> links = new LinkedHashSet<>();
    for (int i = 0; i < memory.getNearDuplicatesCount(); i++) {
      UUID link = id("memory.near_duplicates[" + i + "]", memory.getNearDuplicates(i), checks);
      if (link != null) {
        links.add(link);
      }
    }
    return List.copyOf(links);
  }

  private Optional<Embedding> vector(MemoryLine line, Checks checks) {
    if (line.getMemory().getSensitivity().equals("secret")) {
      return Optional.empty();
    }
    for (int i = 0; i < line.getVectorsCount(); i++) {
      MemoryVector vector = line.getVectors(i);
      if (vector.getSpace().equals(VectorSpaces.name(space))) {
        return vector("vectors[" + i + "].embedding", vector.getEmbedding(), checks);
      }
    }
    return Optional.empty();
  }

  private Optional<Embedding> vector(String field, String base64, Checks checks) {
    try {
      Embedding embedding = Embedding.ofBytes(Base64.getDecoder().decode(base64));
      if (embedding.dimensions() != space.dimensions()) {
        checks.wrong(
            field,
            "has %d components, the space has %d"
                .formatted(embedding.dimensions(), space.dimensions()));
      } else if (isUnit(embedding)) {
        return Optional.of(embedding);
      } else {
        checks.wrong(field, "must have length 1, as the vectors of an export have");
      }
    } catch (IllegalArgumentException e) {
      checks.wrong(field, "is not the base64 of little-endian 32-bit floats");
    }
    return Optional.empty();
  }

  private static boolean isUnit(Embedding embedding) {
    double squares = 0;
    for (float component : embedding.toArray()) {
      squares += (double) component * component;
    }
    return Math.abs(squares - 1) < UNIT_TOLERANCE;
  }
}
