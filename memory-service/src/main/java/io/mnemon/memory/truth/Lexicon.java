package io.mnemon.memory.truth;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The words by which statements of English are understood, as far as they are. */
final class Lexicon {
  static final Set<String> AFTER_IS =
      words("a an not now no in at on currently from always never also still called named");
  static final Set<String> DETERMINERS =
      words("a an the my our your his her their its this these those 's of");
  static final Set<String> BE = words("is are am be been");
  static final Set<String> PRONOUNS =
      words("he she they it this that these those there who which what someone somebody");
  static final Set<String> SELF = words("i me my user users");
  static final Set<String> SOME =
      words("a an some one another certain many most few several every each any no");
  static final Set<String> HEDGES =
      words(
          "may might could would shall maybe perhaps probably possibly likely if unless wants hopes"
              + " want hope considering considers thinks think thought planned planning"
              + " wishes wondering supposed rumored suggests suggested proposed proposes tends"
              + " expects expected believes assumes assumed seems apparently said says asked"
              + " dreams dreamed tried tries almost nearly had did until"
              + " whether former previously formerly once");
  static final Set<String> NOW = words("now currently presently nowadays");
  static final Set<String> FILLERS =
      words(
          "now currently presently nowadays still always just already really actually officially"
              + " newly very quite recently simply only today anymore finally again long-term"
              + " permanently definitely");
  static final Set<String> ADDITIVE =
      words("also too additionally another second secondary both either additional furthermore");
  static final Set<String> FREQUENCY =
      words("sometimes often rarely occasionally usually typically generally mostly normally");
  static final Set<String> MODALS = words("can must should will");
  static final Set<String> APPROXIMATE =
      words("about around roughly approximately over under least most more less up");
  static final Set<String> RELATIVE =
      words(
          "tomorrow yesterday tonight next last later soon here there unknown tbd same different");
  static final Set<String> IGNORABLE = words("with near as because since like called");
  static final Set<String> CONDITIONAL =
      words(
          "during when while after before for if unless until except within between per under"
              + " over through via");
  static final Set<String> PREPOSITIONS =
      words("in at on for to as from by with under of into onto over than about near into");
  static final Set<String> PARTICIPLES =
      words(
          "located based hosted stored deployed written built owned managed maintained led run"
              + " assigned scheduled due set called named married engaged born founded powered"
              + " licensed headquartered established employed configured capped limited priced"
              + " created released developed implemented");

  /** What stays true of the past for ever, so that another value is a correction. */
  static final Set<String> ONCE = words("born founded established created built named");

  /** Relations that hold for one value at a time. */
  static final Set<String> FUNCTIONAL =
      Stream.of(
              "live in",
              "live at",
              "live on",
              "work at",
              "work for",
              "work as",
              "report to",
              "belong to",
              "default to",
              "be located in",
              "be located at",
              "be based in",
              "be hosted on",
              "be hosted in",
              "be hosted by",
              "be hosted at",
              "be stored in",
              "be deployed to",
              "be deployed on",
              "be deployed in",
              "be written in",
              "be built with",
              "be built on",
              "be owned by",
              "be managed by",
              "be maintained by",
              "be led by",
              "be run by",
              "be assigned to",
              "be scheduled for",
              "be due",
              "be set to",
              "be called",
              "be named",
              "be married to",
              "be engaged to",
              "be born in",
              "be born on",
              "be founded in",
              "be founded by",
              "be in",
              "be at",
              "be on",
              "be from",
              "run on",
              "listen on",
              "point to",
              "study at",
              "play for",
              "be powered by",
              "be licensed under",
              "be headquartered in",
              "be employed by",
              "sit in",
              "bank with",
              "be configured to",
              "use as",
              "serve as",
              "be run on",
              "commute by",
              "be implemented in",
              "be developed in",
              "be priced at")
          .collect(Collectors.toUnmodifiableSet());

  /** Of these only a name is a value: one works at Google, and at night. */
  static final Set<String> OF_NAMES =
      Stream.of(
              "live in",
              "live at",
              "live on",
              "work at",
              "work for",
              "be in",
              "be at",
              "be on",
              "be from",
              "play for",
              "study at",
              "be based in",
              "run on",
              "sit in")
          .collect(Collectors.toUnmodifiableSet());

  static final Set<String> PLURAL =
      words(
          "like dislike support know include contain accept have own offer play read watch follow"
              + " provide speak visit buy enjoy need allow see collect attend eat drink cook"
              + " return emit send receive handle");
  static final Set<String> ONE_AT_A_TIME = words("drive ride attend study drink");

  /** Nouns that say what a thing has one of. */
  static final Set<String> ATTRIBUTES =
      words(
          "favorite email phone address age birthday anniversary job occupation profession title"
              + " role position status state phase stage priority severity deadline date time"
              + " timezone port host hostname url endpoint branch version price cost fee salary rate"
              + " limit quota timeout budget size capacity region zone location hometown capital"
              + " color currency password tier default mode format encoding protocol indentation"
              + " gender nationality religion diet level grade rank score height weight schedule"
              + " frequency interval nickname surname username codename layout convention path"
              + " directory folder prefix suffix separator extension destination origin");

  /** Nouns for things of which there is one, which has a name. */
  static final Set<String> ONLY_ONES =
      words(
          "name employer manager boss supervisor mentor lead leader ceo cto cfo owner maintainer"
              + " assignee reviewer contact release headquarters office city country language"
              + " database framework editor shell browser os platform runtime provider vendor"
              + " supplier bank doctor dentist landlord theme plan subscription license strategy"
              + " policy method algorithm engine backend frontend orm broker queue cache registry"
              + " repository spouse husband wife partner roommate major school university car venue"
              + " topic airline gym instrument team sponsor model gateway linter formatter bundler"
              + " hypervisor scheduler orchestrator store tracker tool keyboard seat director"
              + " president chair successor winner champion client customer");

  static final Set<String> TITLES = words("dr mr mrs ms prof professor");

  private static final List<Set<String>> GROUPS =
      Stream.of(
              "enabled disabled",
              "on off",
              "active inactive archived paused completed cancelled",
              "open closed merged",
              "public private",
              "online offline",
              "up down",
              "mandatory optional",
              "required optional",
              "available unavailable",
              "true false",
              "yes no",
              "single married divorced widowed engaged",
              "draft published",
              "pending approved rejected",
              "alpha beta stable deprecated",
              "vegan vegetarian omnivore pescatarian",
              "dark light",
              "window aisle",
              "tabs spaces",
              "metric imperial",
              "celsius fahrenheit",
              "synchronous asynchronous",
              "sync async",
              "blocking non-blocking",
              "alive dead",
              "full-time part-time",
              "remote on-site hybrid",
              "free paid",
              "locked unlocked",
              "encrypted unencrypted plaintext",
              "monthly weekly daily yearly hourly quarterly annually",
              "monday tuesday wednesday thursday friday saturday sunday",
              "morning evening afternoon",
              "windows linux macos",
              "vim neovim emacs vscode intellij",
              "aws gcp azure",
              "mysql postgres postgresql mariadb sqlite mongodb oracle",
              "npm yarn pnpm bun",
              "maven gradle bazel",
              "slack teams discord mattermost",
              "iphone android",
              "jenkins circleci travis buildkite",
              "left right",
              "north south east west",
              "compatible incompatible",
              "safe unsafe",
              "stateful stateless",
              "mutable immutable",
              "serial parallel",
              "strict lenient",
              "allowed forbidden prohibited",
              "healthy unhealthy",
              "valid invalid",
              "ascending descending",
              "inbound outbound",
              "manual automatic automated",
              "pregnant",
              "employed unemployed retired",
              "high low medium",
              "junior senior",
              "early late",
              "hot cold",
              "internal external",
              "opt-in opt-out",
              "signed unsigned",
              "supported unsupported",
              "resolved unresolved",
              "read-only writable",
              "sunny rainy",
              "vacant occupied",
              "full empty",
              "green red yellow")
          .map(Lexicon::words)
          .toList();
  private static final Map<String, String> OPPOSITE_VERBS =
      pairs(
          "accept reject",
          "allow forbid",
          "allow block",
          "allow deny",
          "enable disable",
          "include exclude",
          "pass fail",
          "succeed fail",
          "open close",
          "own rent",
          "permit forbid",
          "require forbid",
          "start stop",
          "increase decrease",
          "trust distrust",
          "like dislike");
  private static final Map<String, String> VERBS = verbs();

  /** Verbs that tell of a change, and what it is a change of. */
  static final Map<String, String> CHANGES = changes();

  private static final Set<String> ROLES =
      words(
          "engineer manager developer director analyst designer architect consultant lead officer"
              + " intern teacher nurse doctor lawyer scientist accountant researcher administrator"
              + " ceo cto cfo vp president professor programmer student freelancer contractor"
              + " journalist editor writer chef pilot principal partner founder recruiter");
  static final Set<String> PLACES_WITHIN = countries();

  private Lexicon() {}

  private static Set<String> words(String some) {
    return Set.copyOf(Arrays.asList(some.split(" ", -1)));
  }

  private static Map<String, String> pairs(String... some) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : some) {
      String[] two = pair.split(" ", -1);
      pairs.put(two[0] + " " + two[1], "");
      pairs.put(two[1] + " " + two[0], "");
    }
    return Map.copyOf(pairs);
  }

  private static Map<String, String> verbs() {
    Map<String, String> forms = new HashMap<>();
    for (String verb :
        ("live reside work use like love enjoy adore hate dislike detest loathe prefer need own"
                + " drive ride speak play study teach manage lead report run listen support require"
                + " cost weigh take last expire start begin end open close belong default store"
                + " deploy host contain include depend allow forbid block deny accept reject"
                + " respond retry log cache eat drink smoke wear earn pay charge attend commute"
                + " wake sleep exercise train subscribe ship offer sell target point send receive"
                + " fail pass succeed handle produce emit connect bind sit stay know trust distrust"
                + " hold keep serve validate enforce encrypt compress read watch follow avoid"
                + " bank exclude enable disable permit rent collect cook feature provide own"
                + " renew launch arrive leave return cover expose cap limit weigh measure"
                + " happen recur occur meet suffer carry count total span stand feed"
                + " believe write sing swim jog cycle practice want-s")
            .split(" ", -1)) {
      forms.put(third(verb), verb);
      forms.put(ing(verb), verb);
      forms.put(verb, verb);
    }
    forms.put("has", "have");
    forms.put("have", "have");
    forms.put("having", "have");
    forms.put("goes", "go");
    forms.put("does", "do");
    forms.put("running", "run");
    forms.put("using", "use");
    forms.put("sitting", "sit");
    forms.put("beginning", "begin");
    return Map.copyOf(forms);
  }

  private static String third(String verb) {
    if (verb.endsWith("y") && !verb.matches(".*[aeiou]y")) {
      return verb.substring(0, verb.length() - 1) + "ies";
    }
    return verb + (verb.matches(".*(s|sh|ch|x|o)") ? "es" : "s");
  }

  private static String ing(String verb) {
    return (verb.endsWith("e") ? verb.substring(0, verb.length() - 1) : verb) + "ing";
  }

  private static Map<String, String> changes() {
    Map<String, String> changes = new HashMap<>();
    for (String verb :
        List.of("moved moves relocated relocates transferred moving relocating".split(" ", -1))) {
      changes.put(verb, "move");
    }
    for (String verb :
        List.of(
            ("switched switches migrated migrates changed changes converted transitioned upgraded"
                    + " upgrades downgraded raised raises lowered lowers increased increases reduced"
                    + " reduces decreased extended extends postponed rescheduled delayed pushed bumped"
                    + " cut dropped rebranded shortened doubled grew went shifted migrating switching"
                    + " ported refactored adjusted updated")
                .split(" ", -1))) {
      changes.put(verb, "switch");
    }
    for (String verb : List.of("became becomes promoted turned".split(" ", -1))) {
      changes.put(verb, "become");
    }
    changes.put("renamed", "rename");
    changes.put("joined", "join");
    changes.put("joins", "join");
    changes.put("hired", "join");
    changes.put("replaced", "replace");
    changes.put("replaces", "replace");
    changes.put("left", "leave");
    changes.put("quit", "leave");
    changes.put("quits", "leave");
    changes.put("stopped", "stop");
    changes.put("stops", "stop");
    changes.put("ceased", "stop");
    changes.put("started", "begin");
    changes.put("began", "begin");
    return Map.copyOf(changes);
  }

  private static Set<String> countries() {
    return Stream.concat(
            Arrays.stream(Locale.getISOCountries())
                .map(code -> Locale.of("", code).getDisplayCountry(Locale.ENGLISH))
                .map(name -> name.toLowerCase(Locale.ROOT)),
            Stream.of(
                "usa",
                "us",
                "uk",
                "england",
                "scotland",
                "wales",
                "europe",
                "asia",
                "africa",
                "america",
                "california",
                "texas",
                "bavaria",
                "the",
                "states",
                "kingdom",
                "catalonia",
                "ontario",
                "quebec",
                "florida",
                "washington",
                "oregon",
                "tuscany"))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The verb that a word is a form of; null if none is known. */
  static @Nullable String verb(String word) {
    return VERBS.get(word);
  }

  /** Whether both words belong to a set of which only one can hold. */
  static boolean exclude(String one, String other) {
    return !one.equals(other)
        && (GROUPS.stream().anyMatch(group -> group.contains(one) && group.contains(other))
            || isPrefixed(one, other)
            || isPrefixed(other, one));
  }

  private static boolean isPrefixed(String negated, String word) {
    return word.length() > 3
        && Stream.of("un", "non-", "in", "dis", "im", "ir")
            .anyMatch(prefix -> negated.equals(prefix + word));
  }

  static boolean areOpposite(String verb, String other) {
    return OPPOSITE_VERBS.containsKey(verb + " " + other);
  }

  static boolean isRole(String word) {
    return ROLES.contains(word);
  }
}
