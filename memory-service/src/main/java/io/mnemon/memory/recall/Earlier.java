package io.mnemon.memory.recall;

import io.mnemon.inference.Embedding;
import io.mnemon.memory.recall.RecallQuery.Mode;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.sight.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Memories that have changed since the time at which they are asked about: the index has only what
 * they are now, so they are read as they were and compared here, as secret ones are. By their
 * words, and by their vector where the content is still the same.
 */
final class Earlier {
  private final MemoryReader memories;
  private final VectorReader vectors;
  private final int most;

  /**
   * @param most how many are compared for one search at most
   */
  Earlier(MemoryReader memories, VectorReader vectors, int most) {
    this.memories = memories;
    this.vectors = vectors;
    this.most = most;
  }

  /**
   * @param versions the memories as they were
   * @param candidates those of them that may be an answer
   * @param isAll whether there were no more of them
   */
  record Found(Map<UUID, Memory> versions, List<Candidate> candidates, boolean isAll) {
    static final Found NOTHING = new Found(Map.of(), List.of(), true);
  }

  /**
   * @param vector the query's, null if only words search
   */
  Found find(Sight sight, RecallQuery query, Fit fit, @Nullable Embedding vector) {
    if (query.knownAt().isEmpty()) {
      return Found.NOTHING;
    }
    Instant knownAt = query.knownAt().get();
    List<Memory> changed = memories.changedSince(sight.scope(), knownAt, most + 1);
    List<Memory> wanted = changed.stream().limit(most).filter(fit).toList();
    if (wanted.isEmpty()) {
      return new Found(Map.of(), List.of(), changed.size() <= most);
    }
    Map<UUID, Double> cosines = vector == null ? Map.of() : cosines(sight, wanted, vector);
    List<SecretScores.Score> words =
        SecretScores.of(
            query.text(), wanted.stream().map(memory -> memory.attributes().content()).toList());
    Map<UUID, Memory> versions = new HashMap<>();
    List<Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      Memory memory = wanted.get(i);
      double coverage = query.mode() == Mode.DENSE ? 0 : words.get(i).coverage();
      OptionalDouble cosine = cosine(cosines, memory);
      double fused = Math.max(coverage, Math.clamp(cosine.orElse(0), 0.0, 1.0));
      if (fused > 0) {
        versions.put(memory.id(), memory);
        candidates.add(Candidate.ofEarlier(memory, words.get(i), cosine, fused));
      }
    }
    return new Found(versions, candidates, changed.size() <= most);
  }

  private static OptionalDouble cosine(Map<UUID, Double> cosines, Memory memory) {
    Double cosine = cosines.get(memory.id());
    return cosine == null ? OptionalDouble.empty() : OptionalDouble.of(cosine);
  }

  private Map<UUID, Double> cosines(Sight sight, List<Memory> wanted, Embedding vector) {
    Map<UUID, Memory> before =
        wanted.stream().collect(Collectors.toMap(Memory::id, memory -> memory));
    Set<UUID> same = new HashSet<>();
    for (Memory now : memories.findAll(sight.scope(), before.keySet())) {
      Memory then = before.get(now.id());
      if (then != null && then.attributes().content().equals(now.attributes().content())) {
        same.add(now.id());
      }
    }
    Map<UUID, Double> cosines = new HashMap<>();
    if (!same.isEmpty()) {
      vectors
          .vectors(sight.scope(), same)
          .forEach((id, known) -> cosines.put(id, (double) vector.cosine(known)));
    }
    return cosines;
  }
}
