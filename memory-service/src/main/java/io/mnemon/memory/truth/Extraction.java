package io.mnemon.memory.truth;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.inference.ChatModel;
import io.mnemon.inference.ChatUnavailableException;
import io.mnemon.memory.record.AddOutcome;
import io.mnemon.memory.record.Adding;
import io.mnemon.memory.record.Attributes;
import io.mnemon.memory.record.Memory;
import io.mnemon.memory.record.MemoryReader;
import io.mnemon.memory.record.MemoryStore.OriginChangedException;
import io.mnemon.memory.record.Sensitivity;
import io.mnemon.memory.truth.FoundFacts.Fact;
import io.mnemon.memory.truth.FoundFacts.MalformedAnswerException;
import io.mnemon.tenancy.TenantScope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Has a language model find the facts in a memory, keeps each as a memory of its own beside it, and
 * consolidates them. The memory itself stays as it is, whatever becomes of that.
 *
 * <p>The facts of a text are kept in one commit; who repeats the work after it finds them and goes
 * on without asking the model again.
 */
public final class Extraction {
  private static final String JOB = "extraction";

  private final Questioning questioning;
  private final MemoryReader memories;
  private final Adding adding;
  private final RecallLog recalls;
  private final Consolidation consolidation;

  /**
   * @param tries how often the model is asked for the form before it is given up
   * @param facts the most facts of one text
   * @param characters the most characters of a fact
   */
  public Extraction(
      ChatModel model,
      int tries,
      int facts,
      int characters,
      MemoryReader memories,
      Adding adding,
      RecallLog recalls,
      Consolidation consolidation) {
    this.questioning = new Questioning(model, new Questioning.Limits(tries, facts, characters));
    this.memories = memories;
    this.adding = adding;
    this.recalls = recalls;
    this.consolidation = consolidation;
  }

  /** Is told what each answer of the model has cost, usable or not. */
  @FunctionalInterface
  public interface Bill {
    void spent(String model, long inputTokens, long outputTokens);
  }

  /** A text of which no facts can be made, however often it is tried. */
  public static final class UnreadableTextException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableTextException(String message) {
      super(message);
    }
  }

  /**
   * @param by who added the memory
   * @throws UnreadableTextException if nothing can be made of it
   * @throws ServiceException UNAVAILABLE if the model cannot be asked now; ABORTED if the memory
   *     was changed or deleted meanwhile, of which nothing is kept then
   */
  public Extracted extract(UUID tenant, UUID id, UUID by, Bill bill) {
    TenantScope system = TenantScope.system(tenant, JOB);
    Optional<Memory> found = memories.find(system, id);
    if (found.isEmpty()) {
      return Extracted.NOTHING;
    }
    Memory text = found.get();
    if (text.attributes().sensitivity() == Sensitivity.SECRET) {
      throw new UnreadableTextException("a secret memory is shown to no language model");
    }
    Set<UUID> made = new LinkedHashSet<>(memories.derived(system, id));
    Set<UUID> known = new LinkedHashSet<>();
    if (made.isEmpty()) {
      keep(tenant, by, text, ask(text, bill), made, known);
    }
    List<Link> links = new ArrayList<>();
    for (UUID each : made) {
      links.addAll(consolidation.consolidate(tenant, each, by).links());
    }
    if (known.contains(id)) {
      // It says itself what was found in it.
      links.addAll(consolidation.consolidate(tenant, id, by).links());
    }
    return new Extracted(List.copyOf(made), List.copyOf(known), links);
  }

  private List<Fact> ask(Memory text, Bill bill) {
    try {
      return questioning.factsOf(
          text.attributes().content(), text.attributes().eventTime(), bill::spent);
    } catch (MalformedAnswerException e) {
      throw new UnreadableTextException(
          "the language model gave no answer that can be used: " + e.getMessage());
    } catch (ChatUnavailableException e) {
      if (e.mayPass()) {
        throw new ServiceException(ErrorCode.UNAVAILABLE, String.valueOf(e.getMessage()), e);
      }
      throw new UnreadableTextException(String.valueOf(e.getMessage()));
    }
  }

  private void keep(
      UUID tenant, UUID by, Memory text, List<Fact> facts, Set<UUID> made, Set<UUID> known) {
    Optional<UUID> recallId = Optional.ofNullable(text.provenance().recallId());
    List<Attributes> fresh = new ArrayList<>();
    List<Optional<UUID>> said =
        recalls.saying(
            tenant,
            by,
            facts.stream().map(fact -> new RecallLog.Text(fact.content(), recallId)).toList());
    for (int i = 0; i < facts.size(); i++) {
      Fact fact = facts.get(i);
      said.get(i)
          .filter(id -> isKnownTo(tenant, id, text))
          .ifPresentOrElse(known::add, () -> fresh.add(attributes(text, fact)));
    }
    for (AddOutcome outcome : derive(tenant, by, text, fresh)) {
      switch (outcome) {
        case AddOutcome.Added(Memory memory) -> made.add(memory.id());
        case AddOutcome.Duplicate duplicate -> known.add(duplicate.duplicateOf());
        case AddOutcome.Refused(ServiceException error) -> throw error;
      }
    }
  }

  /** Who looks at the memory again finds it gone, or as it is then. */
  private List<AddOutcome> derive(UUID tenant, UUID by, Memory text, List<Attributes> facts) {
    try {
      return adding.derive(tenant, by, text, facts);
    } catch (OriginChangedException e) {
      throw new ServiceException(
          ErrorCode.ABORTED, "the memory was changed while facts were looked for in it", e);
    }
  }

  private boolean isKnownTo(UUID tenant, UUID recalled, Memory text) {
    return memories
        .find(TenantScope.system(tenant, JOB), recalled)
        .filter(memory -> RecallEcho.isKnownWithin(text.scope(), memory.scope()))
        .filter(memory -> memory.supersessions().by() == null)
        .isPresent();
  }

  private static Attributes attributes(Memory text, Fact fact) {
    Attributes raw = text.attributes();
    return new Attributes(
        fact.content(),
        fact.kind(),
        raw.eventTime(),
        raw.validFrom(),
        raw.validTo(),
        raw.expiresAt(),
        raw.tags(),
        null,
        raw.importance(),
        raw.sensitivity());
  }
}
