package io.mnemon.acceptance;

import io.mnemon.acceptance.Company.ActFor;
import io.mnemon.acceptance.Company.Grant;
import io.mnemon.acceptance.Company.Kept;
import io.mnemon.acceptance.Company.Person;
import io.mnemon.acceptance.Company.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random tenants with random trees, people and memories, made through the public doors. */
final class World {
  private static final List<String> PREFIXES = List.of("blue-", "red-");
  private static final List<String> GRANTED =
      List.of("viewer", "agent", "developer", "tech_lead", "architect", "admin");

  private final Random random;
  private final Platform platform;
  private final Writers writers;
  private final String name;
  private final List<Company> companies = new ArrayList<>();
  private int words;

  World(Random random, Platform platform, Writers writers) {
    this.random = random;
    this.platform = platform;
    this.writers = writers;
    this.name = Long.toString(random.nextLong() >>> 1, 36);
  }

  World build() {
    int tenants = 2 + random.nextInt(2);
    Control operator = new Control(platform.http(), platform.adminKey());
    for (int i = 0; i < tenants; i++) {
      var made = operator.tenant("world-" + name + "-" + i);
      Company company =
          new Company(made.path("tenant").path("id").asText(), made.path("key").asText());
      companies.add(company);
      people(company, new Control(platform.http(), company.adminKey()));
    }
    companies.forEach(this::memories);
    return this;
  }

  List<Company> companies() {
    return companies;
  }

  List<Kept> memories() {
    return companies.stream().flatMap(company -> company.memories().stream()).toList();
  }

  private void people(Company company, Control control) {
    grow(company, control, null, List.of("organization", "team", "project"));
    int users = 3 + random.nextInt(3);
    for (int i = 0; i < users; i++) {
      add(company, control, "user", PREFIXES.get(i % 2) + i, null, null);
    }
    List<Person> known = company.users();
    add(company, control, "agent", "agent-of-one", pick(known), null);
    add(company, control, "agent", "agent-of-another", pick(known), null);
    add(company, control, "agent", "agent-of-nobody", null, null);
    ActFor everybody = new ActFor(null, "");
    ActFor some = new ActFor(null, pick(PREFIXES));
    ActFor unit = new ActFor(pick(company.units()), random.nextBoolean() ? "" : pick(PREFIXES));
    for (ActFor actFor : List.of(everybody, some, unit)) {
      add(company, control, "application", "app-" + company.people().size(), null, actFor);
    }
    add(company, control, "application", "app-for-nobody", null, null);
  }

  private void grow(Company company, Control control, @Nullable Unit parent, List<String> kinds) {
    if (kinds.isEmpty()) {
      return;
    }
    int count = 1 + random.nextInt(2);
    for (int i = 0; i < count; i++) {
      String kind = kinds.getFirst();
      String id = control.unit(parent == null ? "" : parent.id(), kind, kind + "-" + i);
      Unit unit = new Unit(id, kind, parent);
      company.units().add(unit);
      grow(company, control, unit, kinds.subList(1, kinds.size()));
    }
  }

  private void add(
      Company company,
      Control control,
      String kind,
      String personName,
      @Nullable Person user,
      @Nullable ActFor actFor) {
    String id = control.principal(kind, personName, user == null ? "" : user.id());
    List<Grant> grants = grants(company, kind);
    for (Grant grant : grants) {
      String unit = grant.unit() == null ? company.id() : grant.unit().id();
      control.member(unit, id, grant.role());
    }
    Map<String, Object> wish = new LinkedHashMap<>(Map.of("principal", id));
    if (actFor != null) {
      String unit = actFor.unit() == null ? company.id() : actFor.unit().id();
      wish.put("act_for", Map.of("unit", unit, "subject_prefix", actFor.prefix()));
    }
    String key = control.newKey(wish).path("key").asText();
    company.people().add(new Person(kind, personName, id, grants, user, actFor, null, key));
  }

  /** On different units: a second role on one unit would replace the first. */
  private List<Grant> grants(Company company, String kind) {
    Map<String, Grant> grants = new LinkedHashMap<>();
    int count = kind.equals("user") ? random.nextInt(3) : random.nextInt(2);
    for (int i = 0; i < count; i++) {
      Unit unit = random.nextInt(12) == 0 ? null : pick(company.units());
      grants.put(unit == null ? "" : unit.id(), new Grant(unit, pick(GRANTED)));
    }
    return List.copyOf(grants.values());
  }

  private void memories(Company company) {
    Oracle oracle = new Oracle(company);
    newcomers(company);
    for (Person user : company.users()) {
      keep(company, oracle, "user", user, null);
      keep(company, oracle, "session", user, null);
      keep(company, oracle, "agent", user, pick(company.agents()));
    }
    for (Person agent : company.agents()) {
      if (agent.user() != null) {
        keep(company, oracle, "agent", agent.user(), agent);
      }
    }
    Person admin = new Person("user", "admin", "", List.of(), null, null, null, company.adminKey());
    for (Unit unit : company.units()) {
      writers
          .mustWrite(admin, kept(company, unit.layer(), null, null, unit))
          .ifPresent(add(company));
    }
    writers.mustWrite(admin, kept(company, "company", null, null, null)).ifPresent(add(company));
    for (Person caller : company.callers()) {
      Unit unit = pick(company.units());
      writers
          .write(
              caller,
              kept(company, unit.layer(), null, null, unit),
              oracle.statusOfWriting(caller, unit))
          .ifPresent(add(company));
    }
  }

  private static java.util.function.Consumer<Kept> add(Company company) {
    return company.memories()::add;
  }

  /** Users that nobody created: an application names them in a memory, and they are there. */
  private void newcomers(Company company) {
    Control control = new Control(platform.http(), company.adminKey());
    for (Person application : company.callers()) {
      ActFor actFor = application.actFor();
      if (actFor == null || random.nextBoolean()) {
        continue;
      }
      String newName = actFor.prefix() + "new-" + company.people().size();
      Person draft = new Person("user", newName, newName, List.of(), null, null, actFor.unit(), "");
      writers
          .mustWrite(application, kept(company, "user", draft, null, null))
          .ifPresent(
              kept -> {
                String id = control.idOf(newName);
                Person newcomer =
                    new Person("user", newName, id, List.of(), null, null, actFor.unit(), "");
                company.people().add(newcomer);
                company
                    .memories()
                    .add(new Kept(company, kept.id(), "user", newcomer, null, null, kept.word()));
              });
    }
  }

  /** By whoever may: the user, its agent, or an application that acts for it. */
  private void keep(
      Company company, Oracle oracle, String layer, Person user, @Nullable Person agent) {
    List<Person> able =
        company.callers().stream()
            .filter(caller -> oracle.actsFor(caller, user))
            .filter(caller -> mayNameAgent(oracle, caller, agent))
            .toList();
    if (!able.isEmpty()) {
      writers
          .mustWrite(pick(able), kept(company, layer, user, agent, null))
          .ifPresent(add(company));
    }
  }

  /** An application names agents of its grant only, another agent none but itself. */
  private static boolean mayNameAgent(Oracle oracle, Person caller, @Nullable Person agent) {
    return agent == null
        || switch (caller.kind()) {
          case "user" -> true;
          case "agent" -> caller.equals(agent);
          default -> oracle.actsFor(caller, agent);
        };
  }

  private Kept kept(
      Company company,
      String layer,
      @Nullable Person user,
      @Nullable Person agent,
      @Nullable Unit unit) {
    // No letter at its end that a stemmer could take for an ending.
    return new Kept(company, "", layer, user, agent, unit, "zq" + name + "k" + words++ + "x");
  }

  private <T> T pick(List<T> some) {
    return some.get(random.nextInt(some.size()));
  }
}
