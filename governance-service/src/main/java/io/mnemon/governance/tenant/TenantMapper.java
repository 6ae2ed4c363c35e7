package io.mnemon.governance.tenant;

import com.google.protobuf.Timestamp;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.CreateTenantResponse;
import io.mnemon.api.governance.v1.ListMembersResponse;
import io.mnemon.api.governance.v1.ListPrincipalsResponse;
import io.mnemon.api.governance.v1.ListTenantsResponse;
import io.mnemon.api.governance.v1.ListUnitsResponse;
import io.mnemon.api.governance.v1.Member;
import io.mnemon.tenancy.PrincipalKind;
import io.mnemon.tenancy.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tenants and what is in them, as they travel. */
public final class TenantMapper {
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})([smhd])");

  private TenantMapper() {}

  static UnitKind unitKind(String word) {
    return UnitKind.ofWord(word)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    "kind", unknown(word) + "give organization, team or project"));
  }

  static PrincipalKind principalKind(String word) {
    return PrincipalKind.ofWord(word)
        .filter(kind -> kind != PrincipalKind.SERVICE)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    "kind", unknown(word) + "give user, agent or application"));
  }

  public static Role role(String word) {
    return Role.ofWord(word)
        .orElseThrow(
            () ->
                ServiceException.invalid(
                    "role",
                    unknown(word)
                        + "give one of "
                        + Arrays.stream(Role.values())
                            .map(Role::word)
                            .collect(Collectors.joining(", "))));
  }

  private static String unknown(String word) {
    return word.isEmpty() ? "is missing: " : "\"" + word + "\" is unknown: ";
  }

  /** The moment of a field; null where the field is absent. */
  public static @Nullable Instant instant(String field, boolean present, Timestamp timestamp) {
    if (!present) {
      return null;
    }
    try {
      return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    } catch (RuntimeException e) {
      throw ServiceException.invalid(field, "is no time: give one as RFC 3339 has it");
    }
  }

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder()
        .setSeconds(instant.getEpochSecond())
        .setNanos(instant.getNano())
        .build();
  }

  /** A time span such as "90s", "30m", "24h" or "7d". */
  public static Duration duration(String field, String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw ServiceException.invalid(
          field,
          "is no time span: give a whole number and a unit, e.g. \"30m\", \"24h\" or \"7d\"");
    }
    long number = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(number);
    };
  }

  /** The part of a list that a request asks for. */
  public static Page.Request page(boolean limited, int limit, String cursor) {
    return Page.Request.of(limited ? limit : null, cursor);
  }

  /** What an answer says about the next page; empty at the end. */
  public static String cursor(Page<?> page) {
    return page.next() == null ? "" : page.next().toString();
  }

  static io.mnemon.api.governance.v1.Tenant toProto(Tenant tenant) {
    return io.mnemon.api.governance.v1.Tenant.newBuilder()
        .setId(tenant.id().toString())
        .setName(tenant.name())
        .setCreatedAt(timestamp(tenant.createdAt()))
        .build();
  }

  static CreateTenantResponse toProto(Tenants.NewTenant made) {
    return CreateTenantResponse.newBuilder()
        .setTenant(toProto(made.tenant()))
        .setAdmin(toProto(made.admin()))
        .setKey(made.key())
        .build();
  }

  static ListTenantsResponse tenants(Page<Tenant> page) {
    return ListTenantsResponse.newBuilder()
        .addAllTenants(page.items().stream().map(TenantMapper::toProto).toList())
        .setNextCursor(cursor(page))
        .build();
  }

  static io.mnemon.api.governance.v1.Unit toProto(Unit unit) {
    return io.mnemon.api.governance.v1.Unit.newBuilder()
        .setId(unit.id().toString())
        .setParent(text(unit.parent()))
        .setKind(unit.kind().word())
        .setName(unit.name())
        .setCreatedAt(timestamp(unit.createdAt()))
        .build();
  }

  static ListUnitsResponse units(Page<Unit> page) {
    return ListUnitsResponse.newBuilder()
        .addAllUnits(page.items().stream().map(TenantMapper::toProto).toList())
        .setNextCursor(cursor(page))
        .build();
  }

  static Member toProto(Membership membership) {
    Member.Builder proto =
        Member.newBuilder()
            .setUnit(membership.unit().toString())
            .setPrincipal(membership.principal().toString())
            .setRole(membership.roleName());
    if (membership.expiresAt() != null) {
      proto.setExpiresAt(timestamp(membership.expiresAt()));
    }
    return proto.build();
  }

  static ListMembersResponse members(Page<Membership> page) {
    return ListMembersResponse.newBuilder()
        .addAllMembers(page.items().stream().map(TenantMapper::toProto).toList())
        .setNextCursor(cursor(page))
        .build();
  }

  static io.mnemon.api.governance.v1.Principal toProto(Principal principal) {
    return io.mnemon.api.governance.v1.Principal.newBuilder()
        .setId(principal.id().toString())
        .setKind(principal.kind().word())
        .setName(principal.name())
        .setUser(text(principal.onBehalfOf()))
        .setCreatedAt(timestamp(principal.createdAt()))
        .build();
  }

  static ListPrincipalsResponse principals(Page<Principal> page) {
    return ListPrincipalsResponse.newBuilder()
        .addAllPrincipals(page.items().stream().map(TenantMapper::toProto).toList())
        .setNextCursor(cursor(page))
        .build();
  }

  private static String text(@Nullable UUID id) {
    return id == null ? "" : id.toString();
  }
}
