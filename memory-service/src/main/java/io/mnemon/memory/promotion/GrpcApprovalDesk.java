package io.mnemon.memory.promotion;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.api.governance.v1.Approval;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc;
import io.mnemon.api.governance.v1.ApprovalServiceGrpc.ApprovalServiceBlockingStub;
import io.mnemon.api.governance.v1.ApprovalTarget;
import io.mnemon.api.governance.v1.CancelApprovalRequest;
import io.mnemon.api.governance.v1.CreateApprovalRequest;
import io.mnemon.api.governance.v1.GetApprovalRequest;
import io.mnemon.calls.ServiceChannel;
import io.mnemon.crypto.Bytes;
import io.mnemon.memory.record.Attributes;
import io.mnemon.tenancy.Caller;
import io.mnemon.tenancy.CallerContext;
import io.mnemon.tenancy.CallerMapper;
import io.mnemon.tenancy.InternalTokens;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Approvals as governance-service keeps them, asked for in the name of the caller. */
public final class GrpcApprovalDesk implements ApprovalDesk {
  private static final String GOVERNANCE = "governance";
  private static final int SHOWN_CHARACTERS = 2_000;

  private final ServiceChannel governance;
  private final ApprovalServiceBlockingStub stub;
  private final InternalTokens tokens;
  private final Duration timeout;

  public GrpcApprovalDesk(ServiceChannel governance, InternalTokens tokens, Duration timeout) {
    this.governance = governance;
    this.stub = ApprovalServiceGrpc.newBlockingStub(governance.channel());
    this.tokens = tokens;
    this.timeout = timeout;
  }

  @Override
  public Bytes keep(Caller caller) {
    // Not the credential: it may end long before others have decided, and says nothing of rights.
    Caller self =
        new Caller(
            caller.tenant(),
            caller.principal(),
            caller.kind(),
            caller.name(),
            caller.onBehalfOf(),
            caller.roles(),
            caller.scopes(),
            caller.actFor(),
            false,
            caller.epoch(),
            null);
    return Bytes.of(CallerMapper.toProto(self).toByteArray());
  }

  @Override
  public Caller kept(Bytes caller) {
    try {
      return CallerMapper.ofProto(
          io.mnemon.api.governance.v1.Caller.parseFrom(caller.toByteArray()));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the record holds a malformed caller", e);
    }
  }

  @Override
  public UUID ask(Caller caller, Promotion promotion, UUID unit, Attributes shown) {
    String layer = promotion.layer().word();
    CreateApprovalRequest request =
        CreateApprovalRequest.newBuilder()
            .setKind("promotion")
            .setUnit(unit.toString())
            .setTitle("Promote a memory to layer " + layer)
            .setPayload(
                Struct.newBuilder()
                    .putFields("promotion", text(promotion.id().toString()))
                    .putFields("memory", text(promotion.memory().toString()))
                    .putFields("layer", text(layer))
                    .putFields("content", text(begin(shown.content()))))
            .setTarget(
                ApprovalTarget.newBuilder()
                    .setType("memory")
                    .setId(promotion.memory().toString())
                    .setVersion(Long.toString(promotion.version())))
            .setIdempotencyKey("promotion/" + promotion.id())
            .build();
    return UUID.fromString(call(() -> as(caller).createApproval(request)).getId());
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  private static String begin(String content) {
    int end =
        content.offsetByCodePoints(
            0, Math.min(SHOWN_CHARACTERS, content.codePointCount(0, content.length())));
    return end == content.length() ? content : content.substring(0, end) + "…";
  }

  @Override
  public Answer answer(Caller caller, UUID approval) {
    Approval found;
    try {
      found =
          call(
              () ->
                  as(caller)
                      .getApproval(
                          GetApprovalRequest.newBuilder().setId(approval.toString()).build()));
    } catch (ServiceException e) {
      if (e.code() == ErrorCode.NOT_FOUND || e.code() == ErrorCode.PERMISSION_DENIED) {
        return new Answer.Refused("who asked for it has no part in that unit any more");
      }
      throw e;
    }
    return switch (found.getState()) {
      case "pending" -> new Answer.Waiting();
      case "approved" -> new Answer.Approved();
      default ->
          new Answer.Refused(
              "the approval is "
                  + found.getState()
                  + (found.getReason().isEmpty() ? "" : ": " + found.getReason()));
    };
  }

  @Override
  public void withdraw(Caller caller, UUID approval, String reason) {
    try {
      var unused =
          call(
              () ->
                  as(caller)
                      .cancelApproval(
                          CancelApprovalRequest.newBuilder()
                              .setId(approval.toString())
                              .setReason(reason)
                              .build()));
    } catch (ServiceException e) {
      if (e.code() != ErrorCode.FAILED_PRECONDITION && e.code() != ErrorCode.NOT_FOUND) {
        throw e;
      }
    }
  }

  private <T> T call(Supplier<T> call) {
    try {
      return call.get();
    } catch (StatusRuntimeException e) {
      throw governance.failure(e);
    }
  }

  private ApprovalServiceBlockingStub as(Caller caller) {
    Metadata headers = new Metadata();
    headers.put(CallerContext.TOKEN, tokens.sign(caller, GOVERNANCE));
    return stub.withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
  }
}
