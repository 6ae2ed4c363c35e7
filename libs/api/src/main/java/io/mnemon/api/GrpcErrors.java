package io.mnemon.api;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * How an error travels over gRPC: the status, {@code google.rpc.ErrorInfo} with the code as reason,
 * {@code google.rpc.BadRequest} with the fields that were wrong, and {@code google.rpc.RetryInfo}
 * with the time after which the call may succeed.
 */
public final class GrpcErrors {
  private static final Logger LOG = Logger.getLogger(GrpcErrors.class);
  private static final String DOMAIN = "mnemon.io";

  private GrpcErrors() {}

  /** The status of any failure; what is not a {@link ServiceException} is logged and INTERNAL. */
  public static StatusRuntimeException toGrpc(RuntimeException failure) {
    if (failure instanceof StatusRuntimeException status) {
      return toGrpc(ofGrpc(status));
    }
    if (failure instanceof ServiceException known) {
      if (known.getCause() != null) {
        LOG.warnf(known.getCause(), "%s: %s", known.code(), known.publicMessage());
      }
      return StatusProto.toStatusRuntimeException(proto(known));
    }
    LOG.error("a request failed unexpectedly", failure);
    return StatusProto.toStatusRuntimeException(
        proto(new ServiceException(ErrorCode.INTERNAL, "the request failed unexpectedly")));
  }

  public static Status status(ServiceException e) {
    return Status.fromCodeValue(e.code().grpcNumber()).withDescription(e.publicMessage());
  }

  public static Metadata trailers(ServiceException e) {
    Metadata trailers = StatusProto.toStatusRuntimeException(proto(e)).getTrailers();
    return trailers == null ? new Metadata() : trailers;
  }

  /**
   * The error that a service answered with. A service explains each of its errors; INTERNAL without
   * an explanation, and UNKNOWN where the connection closed, is what gRPC makes of an answer that
   * broke off, because its service was lost.
   */
  public static ServiceException ofGrpc(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    com.google.rpc.Status details = StatusProto.fromThrowable(failure);
    boolean ours = details != null && details.getDetailsCount() > 0;
    boolean lost =
        status.getCode() == Status.Code.INTERNAL
            || status.getCause() instanceof ClosedChannelException;
    ErrorCode code =
        lost && !ours ? ErrorCode.UNAVAILABLE : ErrorCode.ofGrpcNumber(status.getCode().value());
    String description = status.getDescription();
    List<Violation> violations = details == null ? List.of() : violations(details);
    String message = ours && description != null ? description : fallback(code);
    Duration retryAfter =
        details == null
            ? null
            : detail(details, RetryInfo.class)
                .map(info -> info.getRetryDelay())
                .map(delay -> Duration.ofSeconds(delay.getSeconds(), delay.getNanos()))
                .orElse(null);
    return new ServiceException(code, message, violations, retryAfter, ours ? null : failure);
  }

  private static String fallback(ErrorCode code) {
    return switch (code) {
      case UNAVAILABLE -> "a service is not reachable at the moment, try again";
      case DEADLINE_EXCEEDED -> "the request took longer than its deadline";
      case RESOURCE_EXHAUSTED -> "the request is larger than is accepted";
      case INVALID_ARGUMENT,
          NOT_FOUND,
          ALREADY_EXISTS,
          PERMISSION_DENIED,
          FAILED_PRECONDITION,
          ABORTED,
          UNIMPLEMENTED,
          INTERNAL,
          UNAUTHENTICATED ->
          "the request failed unexpectedly";
    };
  }

  private static com.google.rpc.Status proto(ServiceException e) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(e.code().grpcNumber())
            .setMessage(e.publicMessage())
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder().setReason(e.code().name()).setDomain(DOMAIN).build()));
    if (!e.violations().isEmpty()) {
      BadRequest.Builder bad = BadRequest.newBuilder();
      for (Violation violation : e.violations()) {
        bad.addFieldViolationsBuilder()
            .setField(violation.field())
            .setDescription(violation.message());
      }
      status.addDetails(Any.pack(bad.build()));
    }
    e.retryAfter()
        .ifPresent(
            delay ->
                status.addDetails(
                    Any.pack(
                        RetryInfo.newBuilder()
                            .setRetryDelay(
                                com.google.protobuf.Duration.newBuilder()
                                    .setSeconds(delay.getSeconds())
                                    .setNanos(delay.getNano()))
                            .build())));
    return status.build();
  }

  private static List<Violation> violations(com.google.rpc.Status details) {
    return detail(details, BadRequest.class).map(BadRequest::getFieldViolationsList).stream()
        .flatMap(List::stream)
        .map(bad -> new Violation(bad.getField(), bad.getDescription()))
        .toList();
  }

  private static <T extends Message> Optional<T> detail(
      com.google.rpc.Status details, Class<T> type) {
    for (Any detail : details.getDetailsList()) {
      if (detail.is(type)) {
        try {
          return Optional.of(detail.unpack(type));
        } catch (InvalidProtocolBufferException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
