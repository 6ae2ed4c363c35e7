package io.mnemon.gateway.grpc;

import com.google.protobuf.Descriptors;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.auth.Authentication;
import io.mnemon.gateway.auth.Deliveries;
import io.mnemon.gateway.auth.Epochs;
import io.mnemon.gateway.contract.PublicMethod;
import io.mnemon.gateway.contract.PublicMethods;
import io.mnemon.gateway.http.RequestIds;
import io.mnemon.gateway.journal.RequestJournal;
import io.mnemon.gateway.limits.Admission;
import io.mnemon.gateway.limits.TenantsShare;
import io.mnemon.gateway.routing.Services;
import io.mnemon.tenancy.Caller;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Makes the public gRPC port, opens it with the platform and closes it before the platform. */
public final class GrpcWiring {
  /** Before what the calls of this port need. */
  private static final int FIRST = 100;

  /** As many as JSON may hold over HTTP. */
  private static final int MAX_FIELDS = 500_000;

  /** What is smaller is read without being counted: it cannot become much. */
  private static final int SMALL_BYTES = 64 << 10;

  @Produces
  @Singleton
  PublicServer publicServer(
      GrpcConfig config,
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services,
      SmallRyeHealthReporter readiness,
      OpenTelemetry telemetry,
      RequestIds ids,
      RequestJournal journal) {
    List<Descriptors.ServiceDescriptor> offered = PublicContract.of(methods).services();
    ServerHealth health =
        new ServerHealth(
            offered.stream().map(Descriptors.ServiceDescriptor::getFullName).toList(),
            () -> !readiness.getReadiness().isDown());
    Inside inside = inside(methods, authentication, deliveries, admission, services);
    Semaphore slots = new Semaphore(config.maxCalls());
    TenantsShare share = new TenantsShare(config.maxCalls());
    CallRecords records = new CallRecords(telemetry, ids, journal);
    return new PublicServer(
        config, offered, method -> new ProxyHandler(method, inside, slots, share, records), health);
  }

  void start(@Observes StartupEvent event, PublicServer server) {
    server.start();
  }

  void stop(@Observes @Priority(FIRST) ShutdownEvent event, PublicServer server) {
    server.stop();
  }

  /** What is no request of the method names nobody; the service will say what is wrong with it. */
  private static Message request(PublicMethod method, byte[] message) {
    if (message.length > SMALL_BYTES && FieldCount.exceeds(MAX_FIELDS, message, method.input())) {
      throw ServiceException.invalid(
          "message", "holds more than %d fields: send less at once".formatted(MAX_FIELDS));
    }
    try {
      return method.newRequest().mergeFrom(message).build();
    } catch (InvalidProtocolBufferException e) {
      return Empty.getDefaultInstance();
    }
  }

  private static PublicMethod method(PublicMethods methods, String name) {
    return methods
        .byFullName(name)
        .orElseThrow(() -> new IllegalStateException(name + " is not public"));
  }

  private static Inside inside(
      PublicMethods methods,
      Authentication authentication,
      Deliveries deliveries,
      Admission admission,
      Services services) {
    return new Inside() {
      @Override
      public Caller authenticate(@Nullable String authorization, String address) {
        return authentication.authenticate(authorization, address);
      }

      @Override
      public Caller current(Caller caller, @Nullable String authorization, String address) {
        return deliveries.current(caller, () -> authentication.afresh(authorization, address));
      }

      @Override
      public Admission.Permit admit(Caller caller, String name, byte[] message) {
        PublicMethod method = method(methods, name);
        return admission.admit(
            caller, method, request(method, message), message.length, headers -> {});
      }

      @Override
      public Channel channel(String service, Caller caller) {
        return services.channel(service, caller);
      }

      @Override
      public Epochs.Delivery deliver(
          Caller caller, String name, @Nullable String authorization, String address) {
        PublicMethod method = method(methods, name);
        return method.answersNothing()
            ? deliveries.beginDone()
            : deliveries.begin(
                caller, () -> authentication.afresh(authorization, address), method.isRead());
      }

      @Override
      public ServiceException failure(String service, StatusRuntimeException failure) {
        return services.failure(service, failure);
      }

      @Override
      public Duration deadline() {
        return services.deadline();
      }
    };
  }
}
