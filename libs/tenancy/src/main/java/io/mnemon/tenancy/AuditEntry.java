package io.mnemon.tenancy;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What somebody did or was refused, as a service writes it down. It holds ids and keyed hashes,
 * never content and never a name.
 *
 * @param service the service that writes it, e.g. {@code memory}
 * @param action the named action of the method, or {@code job.} and a name for background work
 * @param allowed whether it was done; if not, it was refused
 * @param actorKind the kind of the actor: a principal's, or {@code system}
 * @param actor a principal's id, or {@code system:} and a name
 * @param onBehalfOf for whom the actor acted
 * @param credential the id of the credential that was shown
 * @param subjects the persons it was about: ids of principals, or hashes of names
 * @param resources what was touched, at most {@link #MAX_RESOURCES}
 * @param reason why it was refused
 * @param request the request's id
 * @param count how often it happened
 */
public record AuditEntry(
    String service,
    String action,
    boolean allowed,
    String actorKind,
    String actor,
    @Nullable UUID onBehalfOf,
    @Nullable UUID credential,
    List<String> subjects,
    List<Resource> resources,
    String reason,
    String request,
    long count) {
  /** As many as the largest batch has. */
  public static final int MAX_RESOURCES = 1_000;

  private static final String SYSTEM = "system";

  public AuditEntry {
    subjects = List.copyOf(subjects);
    resources = List.copyOf(resources);
  }

  /**
   * Something that was touched.
   *
   * @param kind e.g. {@code memory} or {@code unit}
   * @param id its id, or a keyed hash of what is no id
   */
  public record Resource(String kind, String id) {}

  /** What the platform did by itself. */
  static AuditEntry ofSystem(
      String service,
      String action,
      String name,
      List<String> subjects,
      List<Resource> resources,
      String request) {
    return new AuditEntry(
        service,
        action,
        true,
        SYSTEM,
        SYSTEM + ":" + name,
        null,
        null,
        subjects,
        resources,
        "",
        request,
        1);
  }

  /**
   * What the platform did outside of any request.
   *
   * @param job the name of the background work; empty at a start
   */
  public static AuditEntry ofJob(String service, String job, List<Resource> resources) {
    String name = job.isEmpty() ? "start" : job;
    return ofSystem(service, "job." + name, name, List.of(), resources, "");
  }

  /** The same, standing for several. */
  public AuditEntry times(long times) {
    return new AuditEntry(
        service,
        action,
        allowed,
        actorKind,
        actor,
        onBehalfOf,
        credential,
        subjects,
        resources,
        reason,
        request,
        times);
  }
}
