package io.mnemon.bench;

import io.mnemon.authorization.CedarEngine;
import io.mnemon.authorization.CustomRole;
import io.mnemon.authorization.Explainer;
import io.mnemon.authorization.TenantPolicy;
import io.mnemon.authorization.TenantRules;
import io.mnemon.tenancy.Authorizer.Decision;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * How long a service takes to decide, with the rules of a tenant that has some of its own, and what
 * the token costs that tells it who is asking.
 */
@Command(
    name = "decisions",
    description =
        "Measures authorization: decisions that are new or remembered, and the internal token.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true)
final class DecisionsCommand implements Runnable {
  private static final int WARM_UP_ROUNDS = 20;
  private static final String AUDIENCE = "memory";
  private static final UUID TENANT = new UUID(1, 1);
  private static final UUID HELPER = new UUID(1, 2);
  private static final List<UUID> UNITS = List.of(new UUID(2, 1), new UUID(2, 2), new UUID(2, 3));

  private final PrintStream screen;

  @Option(names = "--decisions", defaultValue = "20000", description = "How many of each sort.")
  private int decisions;

  DecisionsCommand(PrintStream screen) {
    this.screen = screen;
  }

  @Override
  public void run() {
    CedarEngine engine = new CedarEngine(1, Duration.ofSeconds(10), 1000, 10);
    Explainer authorizer = engine.authorizer(tenant -> rules());
    var unused = measure(authorizer, principal -> principal);
    screen.println("| what | p50 µs | p99 µs |");
    screen.println("|---|---:|---:|");
    print("decision, new", measure(authorizer, principal -> decisions + principal));
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      unused = measure(authorizer, principal -> 0);
    }
    print("decision, remembered", measure(authorizer, principal -> 0));
    InternalTokens tokens =
        new InternalTokens(
            List.of(Base64.getEncoder().encodeToString(new byte[32])),
            InstantSource.fixed(Instant.EPOCH),
            Duration.ofSeconds(30));
    Caller caller = caller(HELPER);
    byte[] token = tokens.sign(caller, AUDIENCE);
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      var signed = nanos(() -> tokens.sign(caller, AUDIENCE));
      var verified = nanos(() -> tokens.verify(token, AUDIENCE));
    }
    print("token signed", nanos(() -> tokens.sign(caller, AUDIENCE)));
    print("token verified", nanos(() -> tokens.verify(token, AUDIENCE)));
  }

  private long[] nanos(Supplier<?> work) {
    long[] nanos = new long[decisions];
    for (int i = 0; i < decisions; i++) {
      long begin = System.nanoTime();
      if (work.get() == null) {
        throw new IllegalStateException("it came to nothing");
      }
      nanos[i] = System.nanoTime() - begin;
    }
    Arrays.sort(nanos);
    return nanos;
  }

  /** A policy for one unit, and a role: what makes a tenant's decisions its own. */
  private static TenantRules rules() {
    return new TenantRules(
        1,
        List.of(new CustomRole(HELPER, "helper", List.of("member.put"))),
        List.of(
            new TenantPolicy(
                "closed",
                "forbid (principal, action in Mnemon::Action::\"memory\", resource in"
                    + " Mnemon::Unit::\""
                    + new UUID(2, 9)
                    + "\");")));
  }

  private long[] measure(Explainer authorizer, LongUnaryOperator principalOf) {
    long[] nanos = new long[decisions];
    Holding holding = new Holding(Optional.of(Role.ADMIN), Set.of(HELPER));
    Place place = Place.of(TENANT, UNITS, holding, Holding.NOTHING);
    for (int i = 0; i < decisions; i++) {
      Caller caller = caller(new UUID(3, principalOf.applyAsLong(i)));
      long begin = System.nanoTime();
      Decision decision = authorizer.decide(caller, "unit.create", place);
      nanos[i] = System.nanoTime() - begin;
      if (!(decision instanceof Decision.Allowed)) {
        throw new IllegalStateException("an admin must be allowed: " + decision);
      }
    }
    Arrays.sort(nanos);
    return nanos;
  }

  private void print(String name, long[] nanos) {
    screen.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f |%n",
        name,
        nanos[nanos.length / 2] / 1000.0,
        nanos[nanos.length * 99 / 100] / 1000.0);
  }

  private static Caller caller(UUID principal) {
    return new Caller(
        TENANT,
        principal,
        PrincipalKind.USER,
        "somebody",
        null,
        List.of(),
        List.of(),
        null,
        false,
        1,
        null);
  }
}
