package io.mnemon.acceptance;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One tenant of a random world: what a test knows about it because it made it. */
final class Company {
  private final String id;
  private final String adminKey;
  private final List<Unit> units = new ArrayList<>();
  private final List<Person> people = new ArrayList<>();
  private final List<Kept> memories = new ArrayList<>();

  Company(String id, String adminKey) {
    this.id = id;
    this.adminKey = adminKey;
  }

  /** A unit of the tree. */
  record Unit(String id, String kind, @Nullable Unit parent) {
    String layer() {
      return kind.equals("organization") ? "org" : kind;
    }
  }

  /** A role on a unit, or on the whole tenant where there is no unit. */
  record Grant(@Nullable Unit unit, String role) {}

  /**
   * Whom an application acts for.
   *
   * @param unit the unit whose subjects, or null for all of the tenant
   */
  record ActFor(@Nullable Unit unit, String prefix) {}

  /**
   * A principal.
   *
   * @param user for an agent: the user on whose behalf it acts
   * @param actFor for an application
   * @param home the unit of the application that created it
   * @param key its credential; empty for one that holds none
   */
  record Person(
      String kind,
      String name,
      String id,
      List<Grant> grants,
      @Nullable Person user,
      @Nullable ActFor actFor,
      @Nullable Unit home,
      String key) {
    Person {
      grants = List.copyOf(grants);
    }

    boolean is(String word) {
      return kind.equals(word);
    }

    @Override
    public String toString() {
      return kind + " " + name + " with " + grants + " and " + actFor;
    }
  }

  /**
   * A memory.
   *
   * @param word stands in no other memory
   */
  record Kept(
      Company company,
      String id,
      String layer,
      @Nullable Person user,
      @Nullable Person agent,
      @Nullable Unit unit,
      String word) {
    @Override
    public String toString() {
      return layer + " memory " + id + " of " + (user == null ? unit : user);
    }
  }

  String id() {
    return id;
  }

  String adminKey() {
    return adminKey;
  }

  List<Unit> units() {
    return units;
  }

  List<Person> people() {
    return people;
  }

  /** Those who can ask for something. */
  List<Person> callers() {
    return people.stream().filter(person -> !person.key().isEmpty()).toList();
  }

  List<Person> users() {
    return people.stream().filter(person -> person.is("user")).toList();
  }

  List<Person> agents() {
    return people.stream().filter(person -> person.is("agent")).toList();
  }

  List<Kept> memories() {
    return memories;
  }
}
