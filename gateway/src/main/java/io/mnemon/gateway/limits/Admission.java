package io.mnemon.gateway.limits;

import com.google.protobuf.Message;
import io.micrometer.core.instrument.MeterRegistry;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.tenancy.Caller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Lets requests in, between who asks and where it goes: what exceeds a limit of its tenant, key or
 * subjects is refused before any part of it is done, and the others take turns.
 */
public final class Admission {
  private static final Duration RETRY_SEARCH = Duration.ofSeconds(1);

  private final Allowances allowances;
  private final Buckets buckets;
  private final Slots searches;
  private final Turns turns;
  private final MeterRegistry meters;

  Admission(
      Allowances allowances, Buckets buckets, Slots searches, Turns turns, MeterRegistry meters) {
    this.allowances = allowances;
    this.buckets = buckets;
    this.searches = searches;
    this.turns = turns;
    this.meters = meters;
  }

  /** A request that was let in, until it has been answered. */
  @FunctionalInterface
  public interface Permit extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Lets a request in; may wait, so for virtual threads.
   *
   * @param bytes its size as it came
   * @param headers hears what to tell the client of its limits, also if the request is refused
   * @return closed when the request has been answered
   * @throws ServiceException RESOURCE_EXHAUSTED with the time after which it may succeed;
   *     INVALID_ARGUMENT if it is too large to ever succeed; UNAVAILABLE if it has waited in vain
   *     because a service did not answer
   */
  public Permit admit(
      Caller caller,
      PublicMethod method,
      Message request,
      long bytes,
      Consumer<Map<String, String>> headers) {
    Demand demand = DemandMapper.of(method, request, bytes);
    UUID tenant = caller.tenant();
    List<Use> uses = uses(caller, demand);
    spend(tenant, uses, headers);
    // A stream lasts as long as its client reads, which would keep others from their turns.
    Permit turn = method.isStream() ? () -> {} : enter(tenant, demand.work());
    List<String> slots;
    try {
      slots = demand.search() ? takeSlots(tenant, uses) : List.of();
    } catch (ServiceException e) {
      turn.close();
      throw e;
    }
    return () -> {
      // Whose turn is next finds the slots free.
      slots.forEach(searches::giveBack);
      turn.close();
    };
  }

  private Permit enter(UUID tenant, Turns.Work work) {
    try {
      turns.enter(tenant, work);
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.RESOURCE_EXHAUSTED) {
        refuse("turns", Holder.TENANT);
      }
      throw e;
    }
    return () -> turns.leave(tenant, work);
  }

  /** What a request uses of one holder's allowance. */
  private record Use(Holder holder, String name, Allowance allowance, Demand demand, int memories) {
    long of(Kind kind) {
      return switch (kind) {
        case REQUESTS -> 1;
        case BYTES -> demand.bytes();
        case MEMORIES -> memories;
      };
    }
  }

  private List<Use> uses(Caller caller, Demand demand) {
    UUID tenant = caller.tenant();
    List<Use> uses = new ArrayList<>();
    uses.add(use(Holder.TENANT, "", tenant, demand, demand.memories()));
    Optional.ofNullable(caller.credential())
        .ifPresent(key -> uses.add(use(Holder.KEY, ":" + key, tenant, demand, demand.memories())));
    Map<String, Integer> subjects =
        demand.subjects().isEmpty()
            ? Map.of(caller.principal().toString(), demand.memories())
            : demand.subjects();
    subjects.forEach(
        (subject, memories) ->
            uses.add(use(Holder.SUBJECT, ":" + subject, tenant, demand, memories)));
    return uses;
  }

  private Use use(Holder holder, String whose, UUID tenant, Demand demand, int memories) {
    return new Use(holder, holder.word() + whose, allowances.of(holder, tenant), demand, memories);
  }

  private record Wanted(Use use, Kind kind, Rate rate) {
    Draw draw() {
      return Draw.of(use.name() + ':' + kind.word(), rate, use.of(kind));
    }
  }

  private void spend(UUID tenant, List<Use> uses, Consumer<Map<String, String>> headers) {
    List<Wanted> wanted = new ArrayList<>();
    for (Use use : uses) {
      use.allowance()
          .rates()
          .forEach(
              (kind, rate) -> {
                requirePossible(use, kind, rate);
                if (use.of(kind) > 0) {
                  wanted.add(new Wanted(use, kind, rate));
                }
              });
    }
    if (wanted.isEmpty()) {
      return;
    }
    switch (buckets.take(tenant.toString(), wanted.stream().map(Wanted::draw).toList())) {
      case Taking.Taken taken -> nearest(wanted, taken.parts()).ifPresent(headers);
      case Taking.Short refused -> {
        Wanted missing = wanted.get(refused.draw());
        headers.accept(RateHeaders.of(missing.rate(), refused.left()));
        refuse(missing.kind().word(), missing.use().holder());
        throw ServiceException.exhausted(
            missing.kind().refusal(missing.use().holder(), missing.rate(), refused.retryAfter()),
            refused.retryAfter());
      }
    }
  }

  private static void requirePossible(Use use, Kind kind, Rate rate) {
    if (use.of(kind) > rate.burst()) {
      throw ServiceException.invalid(
          kind == Kind.MEMORIES ? "memories" : "body",
          "holds %d %s, but this %s may send at most %d at once: split it"
              .formatted(use.of(kind), kind.word(), use.holder().word(), rate.burst()));
    }
  }

  /** What is told is of requests, of the holder who has the least of them left. */
  private static Optional<Map<String, String>> nearest(
      List<Wanted> wanted, List<Taking.Part> parts) {
    Integer nearest = null;
    for (int i = 0; i < wanted.size(); i++) {
      if (wanted.get(i).kind() == Kind.REQUESTS
          && (nearest == null || parts.get(i).left() < parts.get(nearest).left())) {
        nearest = i;
      }
    }
    return Optional.ofNullable(nearest)
        .map(i -> RateHeaders.of(wanted.get(i).rate(), parts.get(i).left()));
  }

  private List<String> takeSlots(UUID tenant, List<Use> uses) {
    List<String> taken = new ArrayList<>();
    for (Use use : uses) {
      int limit = use.allowance().concurrentSearches();
      String whose = tenant + ":" + use.name();
      if (limit > 0 && !searches.take(whose, limit)) {
        taken.forEach(searches::giveBack);
        refuse("searches", use.holder());
        throw ServiceException.exhausted(
            "this %s has %d searches under way, which is its limit: wait for one to end"
                .formatted(use.holder().word(), limit),
            RETRY_SEARCH);
      }
      if (limit > 0) {
        taken.add(whose);
      }
    }
    return taken;
  }

  private void refuse(String limit, Holder holder) {
    meters.counter("mnemon.limits.refused", "limit", limit, "of", holder.word()).increment();
  }
}
