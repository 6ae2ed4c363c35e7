package io.mnemon.memory.sight;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.memory.sight.SubjectDirectory.Subjects;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.ScopeKey;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Works out in which scope a new memory belongs, and whether its writer may write there. Personal
 * layers need no role: acting for the user is enough. Above them a role on the unit is needed.
 */
public final class Placements {
  private static final String ADD = "memory.add";

  private final SubjectDirectory directory;
  private final Permits permits;

  public Placements(SubjectDirectory directory, Permits permits) {
    this.directory = directory;
    this.permits = permits;
  }

  /**
   * @param field the path of the scope in the request, for errors
   * @throws ServiceException INVALID_ARGUMENT if coordinates of the layer are missing or others are
   *     named; NOT_FOUND for subjects and units that are not the caller's; PERMISSION_DENIED if a
   *     unit may be seen but not written to
   */
  public MemoryScope place(Caller caller, Layer layer, NamedScope named, String field) {
    return place(caller, layer, named, field, true);
  }

  /**
   * Like {@link #place}, but creates nobody: for a subject that does not exist yet stands an id
   * that nobody has.
   */
  public MemoryScope wouldPlace(Caller caller, Layer layer, NamedScope named, String field) {
    return place(caller, layer, named, field, false);
  }

  private MemoryScope place(
      Caller caller, Layer layer, NamedScope named, String field, boolean create) {
    refuseForeign(layer, named, field);
    return switch (layer) {
      case AGENT, USER, SESSION -> personal(caller, layer, named, field, create);
      case PROJECT, TEAM, ORG -> ofUnit(caller, layer, named, field);
      case COMPANY -> {
        permit(caller, ADD, self(caller), layer, null);
        yield MemoryScope.of(ScopeKey.ofCompany(), null, null);
      }
    };
  }

  /**
   * Requires that the caller may change what is in a scope that it sees.
   *
   * @param action what it wants to do, e.g. {@code memory.delete}
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void permitChange(Caller caller, String action, MemoryScope scope) {
    Subjects subjects = self(caller);
    permits.require(caller, action, subjects, scope);
    requireWriting(caller, subjects, scope.layer(), scope.key().unit());
  }

  /** Whether the caller may add to a scope that it sees. */
  public boolean mayAdd(Caller caller, MemoryScope scope) {
    try {
      permitChange(caller, ADD, scope);
      return true;
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.PERMISSION_DENIED) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Requires that the caller may do what changes nothing of a memory that it sees.
   *
   * @param action what it wants to do, e.g. {@code memory.feedback}
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void permit(Caller caller, String action, MemoryScope scope) {
    permits.require(caller, action, self(caller), scope);
  }

  /**
   * Requires a right that is asked for before it is known what it is about.
   *
   * @throws ServiceException PERMISSION_DENIED that says which right was missing
   */
  public void permit(Caller caller, String action) {
    permits.require(caller, action, self(caller));
  }

  private static void refuseForeign(Layer layer, NamedScope named, String field) {
    refuseUnless(layer.isPersonal() || named.user() == null, layer, field, "user");
    refuseUnless(layer == Layer.AGENT || named.agent() == null, layer, field, "agent");
    refuseUnless(layer == Layer.SESSION || named.session() == null, layer, field, "session");
    refuseUnless(layer.isUnit() || named.unit() == null, layer, field, "unit");
  }

  private static void refuseUnless(boolean holds, Layer layer, String field, String coordinate) {
    if (!holds) {
      throw ServiceException.invalid(
          field + "." + coordinate,
          "a memory of layer "
              + layer.word()
              + " has no "
              + coordinate
              + ": leave it out or choose another layer");
    }
  }

  private MemoryScope personal(
      Caller caller, Layer layer, NamedScope named, String field, boolean create) {
    String user =
        required(named.user() == null ? ownUser(caller) : named.user(), layer, field, "user");
    Set<String> agents =
        layer == Layer.AGENT
            ? Set.of(required(agentOf(caller, named), layer, field, "agent"))
            : Set.of();
    String session =
        layer == Layer.SESSION ? required(named.session(), layer, field, "session") : null;
    // Before subjects are created.
    permit(caller, ADD, self(caller), layer, null);
    Subjects subjects = directory.resolve(caller, Set.of(user), agents, create);
    permits.require(caller, ADD, subjects, layer, null);
    Subject person = subjects.users().getFirst();
    UUID userId = id(person, create);
    return switch (layer) {
      case AGENT -> {
        Subject agent = subjects.agents().getFirst();
        yield MemoryScope.of(
            ScopeKey.ofAgent(userId, id(agent, create)), person.name(), agent.name());
      }
      case SESSION ->
          MemoryScope.of(ScopeKey.ofSession(userId, String.valueOf(session)), person.name(), null);
      case USER, PROJECT, TEAM, ORG, COMPANY ->
          MemoryScope.of(ScopeKey.ofUser(userId), person.name(), null);
    };
  }

  private static @Nullable String ownUser(Caller caller) {
    return switch (caller.kind()) {
      case USER -> caller.principal().toString();
      case AGENT -> caller.onBehalfOf() == null ? null : caller.onBehalfOf().toString();
      case APPLICATION, SERVICE -> null;
    };
  }

  private static @Nullable String agentOf(Caller caller, NamedScope named) {
    if (named.agent() != null) {
      return named.agent();
    }
    return caller.kind() == PrincipalKind.AGENT ? caller.principal().toString() : null;
  }

  private static UUID id(Subject subject, boolean created) {
    if (!created && subject.id().isEmpty()) {
      return UUID.nameUUIDFromBytes(subject.name().getBytes(StandardCharsets.UTF_8));
    }
    return subject.id().orElseThrow(() -> ServiceException.notFound("subject " + subject.name()));
  }

  private MemoryScope ofUnit(Caller caller, Layer layer, NamedScope named, String field) {
    UUID unit = Ids.unit(required(named.unit(), layer, field, "unit"));
    Subjects subjects = self(caller);
    Subject.UnitView view =
        subjects.caller().view(unit).orElseThrow(() -> ServiceException.notFound("unit " + unit));
    if (view.layer() != layer) {
      throw ServiceException.invalid(
          field + ".unit",
          "unit "
              + unit
              + " belongs to layer "
              + view.layer().word()
              + ", not "
              + layer.word()
              + ": name a unit of that layer or change the layer");
    }
    permit(caller, ADD, subjects, layer, unit);
    return MemoryScope.of(ScopeKey.ofUnit(layer, unit), null, null);
  }

  private Subjects self(Caller caller) {
    return directory.resolve(caller, Set.of(), Set.of(), false);
  }

  private void permit(
      Caller caller, String action, Subjects subjects, Layer layer, @Nullable UUID unit) {
    permits.require(caller, action, subjects, layer, unit);
    requireWriting(caller, subjects, layer, unit);
  }

  private void requireWriting(Caller caller, Subjects subjects, Layer layer, @Nullable UUID unit) {
    if (!layer.isPersonal()) {
      permits.require(caller, "memory.write." + layer.word(), subjects, layer, unit);
    }
  }

  private static String required(
      @Nullable String value, Layer layer, String field, String coordinate) {
    if (value == null || value.isBlank()) {
      throw ServiceException.invalid(
          field + "." + coordinate,
          "a memory of layer " + layer.word() + " needs " + coordinate + ", which is missing");
    }
    return value;
  }
}
