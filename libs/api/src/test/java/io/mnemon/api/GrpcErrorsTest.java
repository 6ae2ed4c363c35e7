package io.mnemon.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrpcErrorsTest {
  @ParameterizedTest
  @EnumSource
  void anErrorArrivesAsItWasThrown(ErrorCode code) {
    List<Violation> violations =
        List.of(new Violation("layer", "is wrong"), new Violation("tags[3]", "is too long"));
    ServiceException thrown = new ServiceException(code, "layer: is wrong", violations, null);

    StatusRuntimeException sent = GrpcErrors.toGrpc(thrown);
    ServiceException arrived = GrpcErrors.ofGrpc(sent);

    assertThat(sent.getStatus().getCode().value()).isEqualTo(code.grpcNumber());
    assertThat(arrived.code()).isEqualTo(code);
    assertThat(arrived.publicMessage()).isEqualTo("layer: is wrong");
    assertThat(arrived.violations()).isEqualTo(violations);
  }

  @Test
  void whenToComeBackArrivesToo() {
    Duration delay = Duration.ofMillis(1_500);

    ServiceException arrived =
        GrpcErrors.ofGrpc(GrpcErrors.toGrpc(ServiceException.exhausted("too many", delay)));

    assertThat(arrived.code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(arrived.retryAfter()).contains(delay);
    assertThat(arrived.getCause()).isNull();
  }

  @Test
  void anUnexpectedFailureTellsNothingOfItself() {
    ServiceException arrived =
        GrpcErrors.ofGrpc(GrpcErrors.toGrpc(new IllegalStateException("password=secret")));

    assertThat(arrived.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(arrived.publicMessage()).isEqualTo("the request failed unexpectedly");
  }

  @Test
  void anAnswerWhoseConnectionClosedIsNoAnswer() {
    Status closed = Status.UNKNOWN.withDescription("channel closed");

    ServiceException lost =
        GrpcErrors.ofGrpc(closed.withCause(new ClosedChannelException()).asRuntimeException());

    assertThat(lost.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    assertThat(GrpcErrors.ofGrpc(closed.asRuntimeException()).code()).isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void theCauseIsNotSent() {
    ServiceException thrown =
        new ServiceException(
            ErrorCode.UNAVAILABLE, "try again", new IllegalStateException("password=secret"));

    StatusRuntimeException sent = GrpcErrors.toGrpc(thrown);

    assertThat(sent.getStatus().getDescription()).isEqualTo("try again");
    assertThat(String.valueOf(sent.getTrailers())).doesNotContain("password");
    assertThat(sent.getCause()).isNull();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OK")
  void whatTheTransportSaysIsNotPassedOn(Status.Code grpc) {
    StatusRuntimeException transport =
        grpc.toStatus().withDescription("connection refused: 10.0.0.7").asRuntimeException();

    ServiceException arrived = GrpcErrors.ofGrpc(transport);

    // Of an answer that broke off gRPC says INTERNAL: the service was lost, and is back soon.
    assertThat(arrived.code())
        .isEqualTo(
            grpc == Status.Code.INTERNAL
                ? ErrorCode.UNAVAILABLE
                : ErrorCode.ofGrpcNumber(grpc.value()));
    assertThat(arrived.publicMessage()).doesNotContain("10.0.0.7").isNotBlank();
    assertThat(GrpcErrors.toGrpc(transport).getStatus().getDescription())
        .isEqualTo(arrived.publicMessage());
  }

  @Test
  void trailersCarryWhatTheStatusDoes() {
    ServiceException thrown = ServiceException.invalid("limit", "is 0, it must be at least 1");

    StatusRuntimeException sent =
        new StatusRuntimeException(GrpcErrors.status(thrown), GrpcErrors.trailers(thrown));

    assertThat(GrpcErrors.ofGrpc(sent).violations())
        .containsExactly(new Violation("limit", "is 0, it must be at least 1"));
  }

  @Test
  void whatIsMissingIsNamed() {
    ServiceException thrown = ServiceException.notFound("memory 1");

    assertThat(thrown.code()).isEqualTo(ErrorCode.NOT_FOUND);
    assertThat(thrown.publicMessage()).isEqualTo("memory 1 was not found");
  }
}
