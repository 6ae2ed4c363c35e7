package io.mnemon.governance.approval;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a request stands. Only what is pending can become something else. */
sealed interface ApprovalState {
  List<Vote> votes();

  /** The state's word on the wire and in tables. */
  default String word() {
    return getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** What there is to say beyond the word. */
  default Optional<String> explanation() {
    return Optional.empty();
  }

  /** A state that nothing follows. */
  sealed interface Closed extends ApprovalState {
    Instant closedAt();
  }

  /**
   * Open for votes.
   *
   * @param escalatedAt since when others may decide too; null if they may not
   */
  record Pending(List<Vote> votes, @Nullable Instant escalatedAt) implements ApprovalState {
    public Pending {
      votes = List.copyOf(votes);
    }

    static Pending fresh() {
      return new Pending(List.of(), null);
    }

    /**
     * Adds a vote of somebody who has not voted. One rejection decides; approvals decide once they
     * suffice.
     */
    ApprovalState vote(Vote vote, Predicate<List<Vote>> suffices) {
      if (votes.stream().anyMatch(earlier -> earlier.person().equals(vote.person()))) {
        throw new IllegalStateException("a person has one vote");
      }
      List<Vote> all = new ArrayList<>(votes);
      all.add(vote);
      return switch (vote.choice()) {
        case REJECT -> new Rejected(all, vote.reason(), vote.at());
        case APPROVE ->
            suffices.test(List.copyOf(all))
                ? new Approved(all, vote.at())
                : new Pending(all, escalatedAt);
      };
    }

    Pending escalate(Instant at) {
      return new Pending(votes, at);
    }

    Expired expire(Instant at) {
      return new Expired(votes, at);
    }

    Cancelled cancel(String reason, Instant at) {
      return new Cancelled(votes, reason, at);
    }

    Superseded supersede(String reason, Instant at) {
      return new Superseded(votes, reason, at);
    }
  }

  /** What was asked for may be done. */
  record Approved(List<Vote> votes, Instant closedAt) implements Closed {
    public Approved {
      votes = List.copyOf(votes);
    }
  }

  /** Somebody said no. */
  record Rejected(List<Vote> votes, String reason, Instant closedAt) implements Closed {
    public Rejected {
      votes = List.copyOf(votes);
    }

    @Override
    public Optional<String> explanation() {
      return Optional.of(reason);
    }
  }

  /** Too few decided in time. */
  record Expired(List<Vote> votes, Instant closedAt) implements Closed {
    public Expired {
      votes = List.copyOf(votes);
    }
  }

  /** Who asked wants it no more. */
  record Cancelled(List<Vote> votes, String reason, Instant closedAt) implements Closed {
    public Cancelled {
      votes = List.copyOf(votes);
    }

    @Override
    public Optional<String> explanation() {
      return Optional.of(reason);
    }
  }

  /** What it was about has changed since. */
  record Superseded(List<Vote> votes, String reason, Instant closedAt) implements Closed {
    public Superseded {
      votes = List.copyOf(votes);
    }

    @Override
    public Optional<String> explanation() {
      return Optional.of(reason);
    }
  }
}
