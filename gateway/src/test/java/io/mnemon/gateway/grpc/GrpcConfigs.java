package io.mnemon.gateway.grpc;

import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Makes the configuration of the public port as the platform reads it. */
final class GrpcConfigs {
  private GrpcConfigs() {}

  /** Settings by their name without the prefix, at a port of 127.0.0.1 that is free. */
  static GrpcConfig of(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>();
    all.put("mnemon.gateway.grpc.host", "127.0.0.1");
    all.put("mnemon.gateway.grpc.port", "0");
    settings.forEach((name, value) -> all.put("mnemon.gateway.grpc." + name, value));
    return read(all).getConfigMapping(GrpcConfig.class);
  }

  static SmallRyeConfig read(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withMapping(GrpcConfig.class)
        .withConverter(Duration.class, 200, new DurationConverter())
        .withConverter(MemorySize.class, 200, new MemorySizeConverter())
        .withSources(new PropertiesConfigSource(settings, "test", 100))
        .build();
  }
}
