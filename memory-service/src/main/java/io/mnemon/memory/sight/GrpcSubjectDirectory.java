package io.mnemon.memory.sight;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.governance.v1.AccessServiceGrpc;
import io.mnemon.api.governance.v1.AccessServiceGrpc.AccessServiceBlockingStub;
import io.mnemon.api.governance.v1.ResolveSubjectsRequest;
import io.mnemon.api.governance.v1.ResolveSubjectsResponse;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.tenancy.AuditedCall;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.Holding;
import io.mnemon.tenancy.InternalTokens;
import io.mnemon.tenancy.Layer;
import io.mnemon.tenancy.Role;
import io.mnemon.tenancy.TokenServerInterceptor;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The subjects as governance-service knows them. Answers are kept for at most two seconds, the time
 * within which a revocation takes effect, and never across authorization epochs.
 */
public final class GrpcSubjectDirectory implements SubjectDirectory {
  private static final String GOVERNANCE = "governance";

  private final ServiceChannel governance;
  private final AccessServiceBlockingStub stub;
  private final InternalTokens tokens;
  private final Duration timeout;
  private final Cache<Question, Answer> answers;

  /**
   * @param governance the way to governance-service
   * @param timeout how long an answer may take
   * @param keepFor how long an answer is used again, at most two seconds
   * @param maxKept how many answers are kept
   */
  public GrpcSubjectDirectory(
      ServiceChannel governance,
      InternalTokens tokens,
      Duration timeout,
      Duration keepFor,
      int maxKept,
      Ticker ticker) {
    this.governance = governance;
    this.stub = AccessServiceGrpc.newBlockingStub(governance.channel());
    this.tokens = tokens;
    this.timeout = timeout;
    this.answers =
        Caffeine.newBuilder()
            .maximumSize(maxKept)
            .expireAfterWrite(keepFor)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  @Override
  public Subjects resolve(Caller caller, Set<String> users, Set<String> agents, boolean create) {
    return ask(new Question(caller, List.copyOf(users), List.copyOf(agents), create, false))
        .subjects();
  }

  @Override
  public Reach reach(Caller application) {
    return ask(new Question(application, List.of(), List.of(), false, true)).reach();
  }

  private Answer ask(Question question) {
    Answer kept = answers.getIfPresent(question);
    if (kept != null) {
      return kept;
    }
    Caller caller = question.caller();
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, GOVERNANCE));
    // What is written down there is found by the same request.
    headers.put(TokenServerInterceptor.REQUEST_ID, AuditedCall.requestId());
    try {
      ResolveSubjectsResponse told =
          stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .resolveSubjects(question.request());
      Answer answer = Answer.of(caller, told);
      if (isSettled(told)) {
        answers.put(question, answer);
      }
      return answer;
    } catch (StatusRuntimeException e) {
      throw governance.failure(e);
    }
  }

  /** A subject that does not exist may be created by anybody at any time: that is not kept. */
  private static boolean isSettled(ResolveSubjectsResponse answer) {
    return Stream.concat(answer.getUsersList().stream(), answer.getAgentsList().stream())
        .noneMatch(subject -> subject.getId().isEmpty());
  }

  private static Subject subject(io.mnemon.api.governance.v1.Subject proto) {
    return new Subject(
        id(proto.getId()),
        proto.getName(),
        proto.getUnitsList().stream().map(GrpcSubjectDirectory::unit).toList(),
        rights(
            proto.getTenantRole(),
            proto.hasTenantHolding() ? proto.getTenantHolding() : null,
            proto.hasTenantHoldingOfUser() ? proto.getTenantHoldingOfUser() : null));
  }

  private static Subject.UnitView unit(io.mnemon.api.governance.v1.UnitView proto) {
    Layer layer =
        proto.getKind().equals("organization")
            ? Layer.ORG
            : Layer.ofWord(proto.getKind()).orElseThrow();
    return new Subject.UnitView(
        UUID.fromString(proto.getId()),
        layer,
        id(proto.getParent()),
        rights(
            proto.getRole(),
            proto.hasHolding() ? proto.getHolding() : null,
            proto.hasHoldingOfUser() ? proto.getHoldingOfUser() : null));
  }

  /** The role that applies is held by both; what somebody holds beyond it is said beside it. */
  private static Subject.Rights rights(
      String role,
      io.mnemon.api.governance.v1.@Nullable Holding own,
      io.mnemon.api.governance.v1.@Nullable Holding user) {
    Holding common = Holding.of(Role.ofWord(role));
    return new Subject.Rights(
        own == null ? common : holding(own), user == null ? common : holding(user));
  }

  private static Holding holding(io.mnemon.api.governance.v1.Holding proto) {
    return new Holding(
        Role.ofWord(proto.getRole()),
        proto.getCustomRolesList().stream()
            .map(UUID::fromString)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Optional<UUID> id(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(UUID.fromString(text));
  }

  /** In the order of the names, because the answer is. */
  private record Question(
      Caller caller, List<String> users, List<String> agents, boolean create, boolean allUsers) {
    ResolveSubjectsRequest request() {
      return ResolveSubjectsRequest.newBuilder()
          .addAllUsers(users)
          .addAllAgents(agents)
          .setCreate(create)
          .setAllUsers(allUsers)
          .build();
    }
  }

  /**
   * @param reach whom an application reaches, where that was asked
   */
  private record Answer(Subjects subjects, Reach reach) {
    static Answer of(Caller caller, ResolveSubjectsResponse told) {
      Subjects subjects =
          new Subjects(
              subject(told.getCaller()),
              told.getUsersList().stream().map(GrpcSubjectDirectory::subject).toList(),
              told.getAgentsList().stream().map(GrpcSubjectDirectory::subject).toList(),
              told.getEpoch());
      if (told.getWholeTenant() && caller.actFor() != null) {
        return new Answer(
            subjects,
            new Reach.Tenant(
                caller.actFor().subjectPrefix(),
                ids(told.getRenamedIntoList()),
                ids(told.getRenamedOutOfList())));
      }
      return new Answer(subjects, new Reach.Users(ids(told.getAllUsersList())));
    }

    private static Set<UUID> ids(List<String> users) {
      return users.stream().map(UUID::fromString).collect(Collectors.toUnmodifiableSet());
    }
  }
}
