package io.mnemon.authorization;

import com.cedarpolicy.model.AuthorizationRequest;
import com.cedarpolicy.model.entity.Entity;
import com.cedarpolicy.value.EntityTypeName;
import com.cedarpolicy.value.EntityUID;
import com.cedarpolicy.value.PrimBool;
import com.cedarpolicy.value.PrimString;
import com.cedarpolicy.value.Value;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision about one principal depends on, beside the rules.
 *
 * @param onBehalfOf for an agent: its user
 */
record CedarQuestion(
    PrincipalKind kind,
    UUID principal,
    @Nullable UUID onBehalfOf,
    boolean platformAdmin,
    Holding holding,
    String action,
    UUID tenant,
    List<UUID> units,
    Optional<Layer> layer) {

  private static final EntityTypeName TENANT = type("Tenant");
  private static final EntityTypeName UNIT = type("Unit");
  private static final EntityTypeName ROLE = type("Role");
  private static final EntityTypeName CUSTOM_ROLE = type("CustomRole");
  private static final EntityTypeName ACTION = type("Action");
  private static final EntityTypeName USER = type("User");
  private static final EntityTypeName AGENT = type("Agent");
  private static final EntityTypeName APPLICATION = type("Application");
  private static final EntityTypeName SERVICE = type("Service");

  AuthorizationRequest request() {
    Map<String, Value> context =
        layer
            .<Map<String, Value>>map(one -> Map.of("layer", new PrimString(one.word())))
            .orElse(Map.of());
    return new AuthorizationRequest(
        principalType().of(principal.toString()),
        ACTION.of(action),
        resource(),
        Optional.of(context),
        Optional.empty(),
        false);
  }

  /**
   * What the policies may ask about. Every entity costs Cedar more than the decision itself, so of
   * the ancestors there are those only that a policy names; they are said outright, without what
   * lies between.
   */
  Set<Entity> entities(CedarNames named) {
    Set<Entity> entities = new HashSet<>();
    entities.add(
        new Entity(principalType().of(principal.toString()), attributes(), rolesThatHold(named)));
    if (named.contains(ACTION.toString(), group(action))) {
      entities.add(new Entity(ACTION.of(action), Set.of(ACTION.of(group(action)))));
    }
    if (!units.isEmpty()) {
      Set<EntityUID> above = new HashSet<>();
      addNamed(above, named, TENANT, tenant.toString());
      units.stream().skip(1).forEach(unit -> addNamed(above, named, UNIT, unit.toString()));
      if (!above.isEmpty()) {
        entities.add(new Entity(resource(), above));
      }
    }
    return entities;
  }

  private EntityUID resource() {
    return units.isEmpty() ? TENANT.of(tenant.toString()) : UNIT.of(units.getFirst().toString());
  }

  private Map<String, Value> attributes() {
    if (kind == PrincipalKind.SERVICE) {
      return Map.of();
    }
    Map<String, Value> attributes = new HashMap<>();
    attributes.put("platform_admin", new PrimBool(platformAdmin));
    if (onBehalfOf != null) {
      attributes.put("on_behalf_of", USER.of(onBehalfOf.toString()));
    }
    return attributes;
  }

  private Set<EntityUID> rolesThatHold(CedarNames named) {
    Set<EntityUID> roles = new HashSet<>();
    holding
        .role()
        .ifPresent(
            strongest -> {
              for (Role role : Role.values()) {
                if (strongest.isAtLeast(role)) {
                  addNamed(roles, named, ROLE, role.word());
                }
              }
            });
    holding.customRoles().forEach(role -> addNamed(roles, named, CUSTOM_ROLE, role.toString()));
    return roles;
  }

  private static void addNamed(
      Set<EntityUID> parents, CedarNames named, EntityTypeName type, String id) {
    if (named.contains(type.toString(), id)) {
      parents.add(type.of(id));
    }
  }

  private EntityTypeName principalType() {
    return switch (kind) {
      case USER -> USER;
      case AGENT -> AGENT;
      case APPLICATION -> APPLICATION;
      case SERVICE -> SERVICE;
    };
  }

  private static String group(String action) {
    return action.substring(0, action.indexOf('.'));
  }

  private static EntityTypeName type(String name) {
    return EntityTypeName.parse("Mnemon::" + name).orElseThrow();
  }
}
