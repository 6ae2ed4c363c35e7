package io.mnemon.memory;

import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.GrpcErrors;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.AccessServiceGrpc.AccessServiceImplBase;
import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc.ApprovalServiceImplBase;
import io.mnemon.api.governance.v1.CancelApprovalRequest;
import io.mnemon.api.governance.v1.CreateApprovalRequest;
import io.mnemon.api.governance.v1.GetApprovalRequest;
import io.mnemon.api.governance.v1.ReadRulesRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.api.governance.v1.Subject;
import io.mnemon.api.governance.v1.TenantRules;
import io.mnemon.api.governance.v1.UnitView;
import io.mnemon.embedded.TestStores;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.PrincipalKind;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Governance as the memory service sees it, by rule instead of by record: every name exists, ids
 * follow from names, a user is only itself, an application acts for the names of its prefix, and
 * the units that a caller sees are those of the roles in its token. Who was renamed keeps their id.
 */
public final class GovernanceStandIn implements QuarkusTestResourceLifecycleManager {
  private static final io.grpc.Context.Key<Caller> CALLER = io.grpc.Context.key("stand-in-caller");

  private static final Map<String, Approval> APPROVALS = new ConcurrentHashMap<>();
  private static final Set<UUID> REVOKED = ConcurrentHashMap.newKeySet();
  private static final Map<UUID, Set<Renamed>> RENAMED = new ConcurrentHashMap<>();

  private @org.jspecify.annotations.Nullable Server server;

  @Override
  public Map<String, String> start() {
    Map<String, String> settings = new HashMap<>(TestStores.shared().properties());
    InternalTokens tokens =
        InternalTokens.ofFile(
            Path.of(settings.get("mnemon.internal.secret-file")),
            InstantSource.system(),
            Duration.ofMinutes(1));
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
              .addService(ServerInterceptors.intercept(new Access(), new Verify(tokens)))
              .addService(ServerInterceptors.intercept(new Approvals(), new Verify(tokens)))
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.put("mnemon.memory.governance.target", "127.0.0.1:" + server.getPort());
    // Tests look through memories themselves.
    settings.put("mnemon.memory.worth.archive.poll", "1h");
    settings.remove("quarkus.redis.hosts");
    settings.put("quarkus.grpc.server.test-port", String.valueOf(freePort()));
    settings.put("quarkus.http.test-port", String.valueOf(freePort()));
    return settings;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.shutdownNow();
    }
  }

  /** The id that a name stands for in a tenant. */
  static UUID id(UUID tenant, String name) {
    return UUID.nameUUIDFromBytes((tenant + "/" + name).getBytes(StandardCharsets.UTF_8));
  }

  /** A request for approval, as it was made. */
  static Approval approval(String id) {
    return java.util.Objects.requireNonNull(APPROVALS.get(id));
  }

  /** Decides a request for approval. */
  static void decide(String id, String state) {
    APPROVALS.computeIfPresent(
        id, (known, approval) -> approval.toBuilder().setState(state).build());
  }

  /** Takes all roles away from somebody, whatever their token says. */
  static void revoke(Caller caller) {
    REVOKED.add(caller.principal());
  }

  /** Calls a user otherwise from now on. */
  static void rename(UUID tenant, String name, String newName) {
    RENAMED
        .computeIfAbsent(tenant, first -> ConcurrentHashMap.newKeySet())
        .add(new Renamed(id(tenant, name), newName));
  }

  private record Renamed(UUID user, String name) {}

  private record Verify(InternalTokens tokens) implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
        ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
      Caller caller =
          tokens.verify(
              java.util.Objects.requireNonNull(headers.get(CallerContext.TOKEN)), "governance");
      return Contexts.interceptCall(
          io.grpc.Context.current().withValue(CALLER, caller), call, headers, next);
    }
  }

  private static final class Access extends AccessServiceImplBase {
    @Override
    public void resolveSubjects(
        ResolveSubjectsRequest request, StreamObserver<ResolveSubjectsResponse> observer) {
      Caller caller = CALLER.get();
      try {
        ResolveSubjectsResponse.Builder answer =
            ResolveSubjectsResponse.newBuilder().setCaller(self(caller));
        request.getUsersList().forEach(name -> answer.addUsers(user(caller, name)));
        request
            .getAgentsList()
            .forEach(name -> answer.addAgents(subject(caller.tenant(), name, "agent")));
        if (request.getAllUsers()) {
          answer.setWholeTenant(true);
          for (Renamed renamed : RENAMED.getOrDefault(caller.tenant(), Set.of())) {
            if (renamed.name().startsWith(prefix(caller))) {
              answer.addRenamedInto(renamed.user().toString());
            } else {
              answer.addRenamedOutOf(renamed.user().toString());
            }
          }
        }
        observer.onNext(answer.build());
        observer.onCompleted();
      } catch (ServiceException e) {
        observer.onError(GrpcErrors.toGrpc(e));
      }
    }

    @Override
    public void readRules(ReadRulesRequest request, StreamObserver<TenantRules> observer) {
      observer.onNext(TenantRules.newBuilder().setEpoch(Long.MAX_VALUE).build());
      observer.onCompleted();
    }

    private static Subject self(Caller caller) {
      Subject.Builder self =
          Subject.newBuilder()
              .setId(caller.principal().toString())
              .setKind(caller.kind().word())
              .setName(caller.name());
      for (Caller.RoleGrant grant :
          REVOKED.contains(caller.principal()) ? List.<Caller.RoleGrant>of() : caller.roles()) {
        if (grant.unit().equals(caller.tenant())) {
          self.setTenantRole(grant.role().word());
        } else {
          self.addUnits(
              UnitView.newBuilder()
                  .setId(grant.unit().toString())
                  .setKind(kind(grant.unit()))
                  .setRole(grant.role().word()));
        }
      }
      return self.build();
    }

    /** The last digit of a unit's id tells its kind, so that tests can choose. */
    private static String kind(UUID unit) {
      return switch ((int) (unit.getLeastSignificantBits() % 10)) {
        case 1 -> "organization";
        case 2 -> "team";
        default -> "project";
      };
    }

    private static String prefix(Caller application) {
      return java.util.Objects.requireNonNull(application.actFor()).subjectPrefix();
    }

    private static Subject user(Caller caller, String named) {
      String name = named.equals(caller.principal().toString()) ? caller.name() : named;
      boolean allowed =
          caller.kind() == PrincipalKind.APPLICATION && caller.actFor() != null
              ? name.startsWith(caller.actFor().subjectPrefix())
              : name.equals(caller.name());
      if (!allowed) {
        throw new ServiceException(ErrorCode.NOT_FOUND, "user " + name + " was not found");
      }
      return subject(caller.tenant(), name, "user");
    }

    private static Subject subject(UUID tenant, String name, String kind) {
      return Subject.newBuilder()
          .setId(id(tenant, name).toString())
          .setKind(kind)
          .setName(name)
          .build();
    }
  }

  private static final class Approvals extends ApprovalServiceImplBase {
    @Override
    public void createApproval(CreateApprovalRequest request, StreamObserver<Approval> observer) {
      String id =
          UUID.nameUUIDFromBytes(request.getIdempotencyKey().getBytes(StandardCharsets.UTF_8))
              .toString();
      observer.onNext(
          APPROVALS.computeIfAbsent(
              id,
              key ->
                  Approval.newBuilder()
                      .setId(key)
                      .setKind(request.getKind())
                      .setUnit(request.getUnit())
                      .setPayload(request.getPayload())
                      .setTarget(request.getTarget())
                      .setState("pending")
                      .build()));
      observer.onCompleted();
    }

    @Override
    public void getApproval(GetApprovalRequest request, StreamObserver<Approval> observer) {
      observer.onNext(approval(request.getId()));
      observer.onCompleted();
    }

    @Override
    public void cancelApproval(CancelApprovalRequest request, StreamObserver<Approval> observer) {
      decide(request.getId(), "cancelled");
      observer.onNext(approval(request.getId()));
      observer.onCompleted();
    }
  }
}
