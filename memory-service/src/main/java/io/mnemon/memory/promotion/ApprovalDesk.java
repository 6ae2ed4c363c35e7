package io.mnemon.memory.promotion;

import io.mnemon.crypto.Bytes;
import io.mnemon.memory.record.Attributes;
import io.mnemon.tenancy.Caller;
import java.util.UUID;

/** Where the approval of others is asked for. */
public interface ApprovalDesk {
  /** Who asks, to be kept until they are asked for. */
  Bytes keep(Caller caller);

  /** Who asked. What they may do is found out anew whenever they act. */
  Caller kept(Bytes caller);

  /**
   * Asks as the caller; asking again for the same promotion gives the same request.
   *
   * @param unit the unit where it is decided, or the tenant's id
   * @param shown what the deciders are shown
   * @return the request
   */
  UUID ask(Caller caller, Promotion promotion, UUID unit, Attributes shown);

  /** What has been decided. */
  Answer answer(Caller caller, UUID approval);

  /** Takes the request back; one that is decided stays. */
  void withdraw(Caller caller, UUID approval, String reason);

  /** What has become of a request. */
  sealed interface Answer {
    record Waiting() implements Answer {}

    record Approved() implements Answer {}

    /** Rejected, expired, cancelled, superseded, or out of the sight of who asked. */
    record Refused(String reason) implements Answer {}
  }
}
