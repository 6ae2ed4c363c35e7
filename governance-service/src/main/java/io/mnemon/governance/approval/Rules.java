package io.mnemon.governance.approval;

import io.mnemon.api.ServiceException;
import io.mnemon.tenancy.Role;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who has to approve a request.
 *
 * @param quorum how many people at least
 * @param reviewers who was named; empty if a role decides
 * @param reviewerRole with which role on the unit somebody may decide where nobody was named
 * @param escalateTo who may decide too once it has been escalated
 */
record Rules(
    Risk risk,
    Mode mode,
    int quorum,
    List<UUID> reviewers,
    Role reviewerRole,
    List<UUID> escalateTo) {
  static final int MAX_REVIEWERS = 20;
  private static final int DEFAULT_QUORUM = 2;

  Rules {
    reviewers = List.copyOf(reviewers);
    escalateTo = List.copyOf(escalateTo);
  }

  /**
   * @param quorum as it was asked for; null for what is usual
   * @throws ServiceException INVALID_ARGUMENT for rules that are none, or too few for the risk
   */
  static Rules of(
      Risk risk,
      Mode mode,
      @Nullable Integer quorum,
      List<UUID> reviewers,
      Role reviewerRole,
      List<UUID> escalateTo) {
    if (mode == Mode.UNANIMOUS && reviewers.isEmpty()) {
      throw ServiceException.invalid("reviewers", "is empty: name those who have to agree");
    }
    if (quorum != null && mode != Mode.QUORUM) {
      throw ServiceException.invalid("quorum", "goes with the mode quorum only: leave it out");
    }
    if (quorum != null && (quorum < 1 || quorum > MAX_REVIEWERS)) {
      throw ServiceException.invalid("quorum", "is " + quorum + ": give 1 to " + MAX_REVIEWERS);
    }
    int needed =
        switch (mode) {
          case SINGLE -> 1;
          case QUORUM -> quorum == null ? DEFAULT_QUORUM : quorum;
          case UNANIMOUS -> reviewers.size();
        };
    if (needed < risk.minimum()) {
      throw ServiceException.invalid(
          mode == Mode.QUORUM ? "quorum" : "mode",
          "lets %d decide: with the risk %s at least %d people have to approve"
              .formatted(needed, risk.word(), risk.minimum()));
    }
    return new Rules(risk, mode, needed, reviewers, reviewerRole, escalateTo);
  }
}
