package io.mnemon.operations.backup;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The last member of an archive: what it holds, with sizes and SHA-256, and when it was finished.
 * An archive without one was cut.
 */
final class ArchiveManifest {

  static final String MEMBER = "manifest";

  private static final String FILE = "file ";

  /**
   * A file in the archive.
   *
   * @param sha256 in hexadecimal digits
   */
  record Member(long size, String sha256) {}

  private final Map<String, Member> members = new LinkedHashMap<>();
  private Facts facts = new Facts();

  void add(String name, Member member) {
    members.put(name, member);
  }

  int files() {
    return members.size();
  }

  long bytes() {
    return members.values().stream().mapToLong(Member::size).sum();
  }

  /** When everything in the archive belongs together: it can be brought to any later time. */
  Optional<Instant> consistentAt() {
    return facts.get("consistent").map(Instant::parse);
  }

  /** The WAL that makes the copied files whole. */
  BackedUpWal wal() {
    return BackedUpWal.endingWith(facts.get("wal").orElse("").replaceFirst(".* ", ""));
  }

  /** What else is known at the end. */
  void conclude(Facts concluding) {
    facts = concluding;
  }

  String text() {
    var text = new StringBuilder(facts.text());
    members.forEach(
        (name, member) ->
            text.append(FILE)
                .append(member.sha256())
                .append(' ')
                .append(member.size())
                .append(' ')
                .append(name)
                .append('\n'));
    return text.toString();
  }

  static ArchiveManifest parse(String text) {
    var manifest = new ArchiveManifest();
    manifest.facts = Facts.parse(text);
    text.lines()
        .filter(line -> line.startsWith(FILE))
        .map(line -> line.substring(FILE.length()).split(" ", 3))
        .forEach(parts -> manifest.add(parts[2], new Member(Long.parseLong(parts[1]), parts[0])));
    return manifest;
  }

  /** Throws unless exactly these members were found as they were written. */
  void requireSame(ArchiveManifest found) {
    Set<String> names = new HashSet<>(members.keySet());
    names.addAll(found.members.keySet());
    for (String name : names) {
      Member written = members.get(name);
      if (written == null || !written.equals(found.members.get(name))) {
        throw new Refusal("It is damaged: " + name + " is not as it was written.");
      }
    }
  }
}
