package io.mnemon.calls;

import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import io.grpc.MethodDescriptor;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * gRPC's own service configuration for a service of the contract: calls go to every address that
 * says it serves, and methods that the contract calls idempotent are retried where the service was
 * not reachable, with growing random pauses and within a budget.
 */
final class CallPolicy {
  private static final double GIVEN_BACK = 0.1;

  private CallPolicy() {}

  static Map<String, ?> of(List<ServiceDescriptor> services, CallLimits limits) {
    Map<String, Object> policy = new HashMap<>();
    policy.put("loadBalancingConfig", List.of(Map.of("round_robin", Map.of())));
    // The empty name is the server as a whole: one that leaves says so before it is gone.
    policy.put("healthCheckConfig", Map.of("serviceName", ""));
    List<Map<String, ?>> idempotent = idempotent(services);
    if (limits.attempts() > 1 && !idempotent.isEmpty()) {
      policy.put(
          "methodConfig", List.of(Map.of("name", idempotent, "retryPolicy", retries(limits))));
      policy.put(
          "retryThrottling",
          Map.of("maxTokens", (double) limits.retryBudget(), "tokenRatio", GIVEN_BACK));
    }
    return policy;
  }

  private static Map<String, ?> retries(CallLimits limits) {
    return Map.of(
        "maxAttempts",
        (double) limits.attempts(),
        "initialBackoff",
        "0.1s",
        "maxBackoff",
        "1s",
        "backoffMultiplier",
        2.0,
        "retryableStatusCodes",
        List.of("UNAVAILABLE"));
  }

  private static List<Map<String, ?>> idempotent(List<ServiceDescriptor> services) {
    List<Map<String, ?>> names = new ArrayList<>();
    for (ServiceDescriptor service : services) {
      for (MethodDescriptor<?, ?> method : service.getMethods()) {
        if (isIdempotent(method)) {
          names.add(
              Map.of(
                  "service", service.getName(),
                  "method", String.valueOf(method.getBareMethodName())));
        }
      }
    }
    return names;
  }

  /** Whether the contract says that a second call does no more than the first. */
  static boolean isIdempotent(MethodDescriptor<?, ?> method) {
    return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier schema
        && schema.getMethodDescriptor().getOptions().getIdempotencyLevel()
            != IdempotencyLevel.IDEMPOTENCY_UNKNOWN;
  }
}
