package io.mnemon.governance;

import com.google.protobuf.Timestamp;
import io.mnemon.api.governance.v1.ActFor;
import io.mnemon.api.governance.v1.CreateKeyRequest;
import io.mnemon.api.governance.v1.CreatePrincipalRequest;
import io.mnemon.api.governance.v1.CreateTenantRequest;
import io.mnemon.api.governance.v1.CreateTenantResponse;
import io.mnemon.api.governance.v1.CreateUnitRequest;
import io.mnemon.api.governance.v1.Principal;
import io.mnemon.api.governance.v1.PutMemberRequest;
import io.mnemon.tenancy.Caller;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A tenant of its own for one test, filled over the service's port. */
public final class TestTenant {
  private static final AtomicInteger COUNT = new AtomicInteger();

  private final TestCalls calls;
  private final CreateTenantResponse made;
  private final Caller admin;

  private TestTenant(TestCalls calls) {
    this.calls = calls;
    this.made =
        calls
            .tenants(calls.platformAdmin())
            .createTenant(
                CreateTenantRequest.newBuilder()
                    .setName("company " + COUNT.incrementAndGet() + " " + UUID.randomUUID())
                    .build());
    this.admin = calls.authenticate(made.getKey());
  }

  public static TestTenant create(TestCalls calls) {
    return new TestTenant(calls);
  }

  public String id() {
    return made.getTenant().getId();
  }

  public String name() {
    return made.getTenant().getName();
  }

  public String adminKey() {
    return made.getKey();
  }

  /** The administrator that the tenant began with. */
  public Caller admin() {
    return admin;
  }

  public String organization(String name) {
    return unit("", "organization", name);
  }

  public String team(String organization, String name) {
    return unit(organization, "team", name);
  }

  public String project(String team, String name) {
    return unit(team, "project", name);
  }

  private String unit(String parent, String kind, String name) {
    return calls
        .tenants(admin)
        .createUnit(
            CreateUnitRequest.newBuilder().setParent(parent).setKind(kind).setName(name).build())
        .getId();
  }

  public Principal user(String name) {
    return principal("user", name, "");
  }

  public Principal application(String name) {
    return principal("application", name, "");
  }

  public Principal agent(String name, String user) {
    return principal("agent", name, user);
  }

  private Principal principal(String kind, String name, String user) {
    return calls
        .tenants(admin)
        .createPrincipal(
            CreatePrincipalRequest.newBuilder().setKind(kind).setName(name).setUser(user).build());
  }

  public void grant(String unit, Principal principal, String role) {
    calls
        .tenants(admin)
        .putMember(
            PutMemberRequest.newBuilder()
                .setUnit(unit)
                .setPrincipal(principal.getId())
                .setRole(role)
                .build());
  }

  public void grantUntil(Instant end, String unit, Principal principal, String role) {
    calls
        .tenants(admin)
        .putMember(
            PutMemberRequest.newBuilder()
                .setUnit(unit)
                .setPrincipal(principal.getId())
                .setRole(role)
                .setExpiresAt(timestamp(end))
                .build());
  }

  /** A caller with a key without limits. */
  public Caller caller(Principal principal) {
    return calls.authenticate(key(CreateKeyRequest.newBuilder(), principal));
  }

  /** A caller with a key that is good for these actions only. */
  public Caller caller(Principal principal, String... scopes) {
    CreateKeyRequest.Builder wish = CreateKeyRequest.newBuilder();
    for (String scope : scopes) {
      wish.addScopes(scope);
    }
    return calls.authenticate(key(wish, principal));
  }

  /** A caller that acts for subjects. */
  public Caller actingFor(String unit, String prefix, Principal application) {
    return calls.authenticate(
        key(
            CreateKeyRequest.newBuilder()
                .setActFor(ActFor.newBuilder().setUnit(unit).setSubjectPrefix(prefix)),
            application));
  }

  public String key(CreateKeyRequest.Builder wish, Principal principal) {
    return calls.keys(admin).createKey(wish.setPrincipal(principal.getId()).build()).getKey();
  }

  public static Timestamp timestamp(Instant instant) {
    return Timestamp.newBuilder().setSeconds(instant.getEpochSecond()).build();
  }
}
