package io.mnemon.tenancy;

import com.google.protobuf.Message;
import io.grpc.Context;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The gRPC call that is being served, as the audit will tell of it. */
public final class AuditedCall {
  private static final Logger LOG = Logger.getLogger(AuditedCall.class);
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  static final Context.Key<AuditedCall> CALL = Context.key("mnemon-audited-call");

  private final @Nullable AuditTrail trail;
  private final CallFacts facts;
  private final Caller caller;
  private final String request;
  private final Set<AuditEntry.Resource> named = new LinkedHashSet<>();
  private final Set<String> subjects = new LinkedHashSet<>();
  private volatile String refusal = "";
  private volatile boolean isWritten;

  /**
   * @param trail of the service that is called; null if it keeps none
   */
  AuditedCall(@Nullable AuditTrail trail, CallFacts facts, Caller caller, String request) {
    this.trail = trail;
    this.facts = facts;
    this.caller = caller;
    this.request = request;
  }

  /** The call that this thread serves; null outside of any. */
  public static @Nullable AuditedCall current() {
    return CALL.get();
  }

  /** The id of the request that is being served; empty if it has none. */
  public static String requestId() {
    AuditedCall call = CALL.get();
    return call == null ? "" : call.request;
  }

  /**
   * Says that the request that is being served is refused though its caller will not be told so,
   * e.g. because what it names must not be known to exist.
   *
   * @param subjects ids or names of the persons it named
   */
  public static void refuse(String reason, Collection<String> subjects) {
    AuditedCall call = CALL.get();
    if (call != null) {
      call.refusal = reason;
      subjects.forEach(subject -> call.subjects.add(call.idOrHash(subject)));
    }
  }

  /** Writes down at once that the request is allowed: for one that ends long after it began. */
  public static void allowNow() {
    AuditedCall call = CALL.get();
    if (call != null && call.isOfATenant() && !call.isWritten && call.trail != null) {
      call.isWritten = true;
      call.trail.write(call.caller.tenant(), call.entry(true, "", Set.of(), Set.of()));
    }
  }

  /** Remembers what the request names. */
  void requested(Message message) {
    for (CallFacts.Named resource : facts.named()) {
      String id = resource.in(message);
      if (!id.isEmpty()) {
        named.add(new AuditEntry.Resource(resource.kind(), idOrHash(id)));
      }
    }
  }

  /**
   * The entry of a transaction of this call; null if the call promises to change nothing.
   *
   * @param concerned the persons that the transaction was about
   * @param touched what it changed
   */
  public @Nullable AuditEntry entryOf(
      Collection<UUID> concerned, Collection<AuditEntry.Resource> touched) {
    if (facts.changesNothing()) {
      return null;
    }
    return entry(true, "", concerned.stream().map(UUID::toString).toList(), touched);
  }

  /** A transaction of this call was committed with its entry. */
  public void written() {
    isWritten = true;
  }

  /** The tenant in whose log the call belongs; null for one of the platform itself. */
  public @Nullable TenantScope scope() {
    return isOfATenant() ? TenantScope.of(caller.tenant(), Set.of()) : null;
  }

  /** The call is about to be answered. */
  void succeeded() {
    if (facts.isPublic() && isOfATenant() && !isWritten && trail != null) {
      trail.read(caller.tenant(), entry(true, "", Set.of(), Set.of()));
    }
  }

  /** The call is about to fail. A refusal stands, also if it cannot be written down. */
  void failed(RuntimeException failure) {
    if (trail == null || !isOfATenant()) {
      return;
    }
    String reason = refusal;
    if (reason.isEmpty()
        && failure instanceof ServiceException known
        && known.code() == ErrorCode.PERMISSION_DENIED) {
      reason = known.publicMessage();
    }
    if (reason.isEmpty()) {
      return;
    }
    try {
      trail.write(caller.tenant(), entry(false, reason, Set.of(), Set.of()));
    } catch (RuntimeException e) {
      LOG.errorf(
          e, "a refusal of %s to %s could not be written down", facts.action(), caller.principal());
    }
  }

  /** Services ask for the platform, which has no tenant and no log. */
  private boolean isOfATenant() {
    return caller.kind() != PrincipalKind.SERVICE;
  }

  private AuditEntry entry(
      boolean allowed,
      String reason,
      Collection<String> concerned,
      Collection<AuditEntry.Resource> touched) {
    Set<String> persons = new LinkedHashSet<>(subjects);
    persons.addAll(concerned);
    Set<AuditEntry.Resource> resources = new LinkedHashSet<>(named);
    resources.addAll(touched);
    List<AuditEntry.Resource> few = resources.stream().limit(AuditEntry.MAX_RESOURCES).toList();
    List<String> some = persons.stream().limit(AuditEntry.MAX_RESOURCES).toList();
    if (!isOfATenant()) {
      return AuditEntry.ofSystem(
          facts.service(), facts.action(), caller.name(), some, few, request);
    }
    return new AuditEntry(
        facts.service(),
        facts.action(),
        allowed,
        caller.kind().word(),
        caller.principal().toString(),
        caller.onBehalfOf(),
        caller.credential(),
        some,
        few,
        reason,
        request,
        1);
  }

  private String idOrHash(String text) {
    if (ID.matcher(text).matches()) {
      return text.toLowerCase(Locale.ROOT);
    }
    return trail == null ? "" : trail.hash(caller.tenant(), text);
  }
}
