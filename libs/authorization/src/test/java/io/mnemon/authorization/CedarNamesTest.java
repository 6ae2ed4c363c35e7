package io.mnemon.authorization;

import static org.assertj.core.api.Assertions.assertThat;

import io.mnemon.tenancy.Authorizer.Decision;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Place;
import io.mnemon.tenancy.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Cedar is told only of what policies name: whatever they name, the answer is the right one. */
class CedarNamesTest {
  private static final int CASES = 300;
  private static final List<String> ACTIONS = List.of("memory.add", "tenant.read", "approval.read");
  private static final List<UUID> UNITS =
      List.of(new UUID(8, 1), new UUID(8, 2), new UUID(8, 3), new UUID(8, 4));
  private static final List<UUID> ROLES = List.of(new UUID(7, 1), new UUID(7, 2));
  private static final UUID OTHER_TENANT = new UUID(9, 99);

  @Test
  void aPolicyFindsWhatItNames() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> wrong = new ArrayList<>();
    int forbidden = 0;
    CedarEngine engine = Asking.engine();
    for (int i = 0; i < CASES; i++) {
      Case one = Case.of(random);
      TenantRules rules =
          new TenantRules(1, List.of(), List.of(new TenantPolicy("p", one.policy())));
      Decision decision =
          engine.authorizer(tenant -> rules).decide(Asking.alice(), one.action(), one.place());
      forbidden += one.forbidden() ? 1 : 0;
      if (decision instanceof Decision.Denied != one.forbidden()) {
        wrong.add(one + " is " + decision);
      }
    }

    assertThat(wrong).as("seed %s", seed).isEmpty();
    assertThat(forbidden).as("seed %s: both outcomes occur", seed).isBetween(1, CASES - 1);
  }

  /** A question that the platform allows to everybody, and one policy that may forbid it. */
  private record Case(String action, Place place, String policy, boolean forbidden) {
    static Case of(Random random) {
      String action = oneOf(random, ACTIONS);
      int depth = random.nextInt(UNITS.size());
      List<UUID> units = UNITS.subList(0, depth);
      Optional<Role> role =
          random.nextInt(4) == 0 ? Optional.empty() : Optional.of(oneOf(random, Role.values()));
      Set<UUID> custom = Set.copyOf(ROLES.subList(0, random.nextInt(ROLES.size() + 1)));
      Part who = principal(random, role, custom);
      Part what = action(random, action);
      Part where = resource(random, units);
      boolean inHead = random.nextBoolean();
      String policy =
          inHead
              ? "forbid (%s, %s, %s);".formatted(who.text(), what.text(), where.text())
              : "forbid (principal, action, resource) when { %s && %s && %s };"
                  .formatted(condition(who), condition(what), condition(where));
      Place place = Place.of(Asking.TENANT, units, new Holding(role, custom), Holding.NOTHING);
      return new Case(action, place, policy, who.matches() && what.matches() && where.matches());
    }

    private static Part principal(Random random, Optional<Role> role, Set<UUID> custom) {
      Role named = oneOf(random, Role.values());
      UUID made = oneOf(random, ROLES.toArray(UUID[]::new));
      return switch (random.nextInt(3)) {
        case 0 -> new Part("principal", true);
        case 1 ->
            new Part(
                "principal in Mnemon::Role::\"" + named.word() + '"',
                role.isPresent() && role.get().isAtLeast(named));
        default ->
            new Part("principal in Mnemon::CustomRole::\"" + made + '"', custom.contains(made));
      };
    }

    private static Part action(Random random, String action) {
      String named = oneOf(random, ACTIONS);
      String group = named.substring(0, named.indexOf('.'));
      return switch (random.nextInt(3)) {
        case 0 -> new Part("action", true);
        case 1 -> new Part("action == Mnemon::Action::\"" + named + '"', action.equals(named));
        default ->
            new Part("action in Mnemon::Action::\"" + group + '"', action.startsWith(group + "."));
      };
    }

    private static Part resource(Random random, List<UUID> units) {
      UUID named = oneOf(random, UNITS.toArray(UUID[]::new));
      UUID tenant = random.nextBoolean() ? Asking.TENANT : OTHER_TENANT;
      return switch (random.nextInt(4)) {
        case 0 -> new Part("resource", true);
        case 1 ->
            new Part(
                "resource == Mnemon::Unit::\"" + named + '"',
                !units.isEmpty() && units.getFirst().equals(named));
        case 2 -> new Part("resource in Mnemon::Unit::\"" + named + '"', units.contains(named));
        default ->
            new Part("resource in Mnemon::Tenant::\"" + tenant + '"', tenant.equals(Asking.TENANT));
      };
    }

    private static String condition(Part part) {
      return part.text().contains(" ") ? part.text() : "true";
    }

    private static <T> T oneOf(Random random, List<T> choices) {
      return choices.get(random.nextInt(choices.size()));
    }

    @SafeVarargs
    private static <T> T oneOf(Random random, T... choices) {
      return choices[random.nextInt(choices.length)];
    }
  }

  private record Part(String text, boolean matches) {}
}
