package io.mnemon.test;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Which way the arrows run: api → domain ← store, with only the wiring seeing all of them. */
final class LayerRules {
  /** They run the stores, are the library that SQL is spoken with, or implement a framework. */
  private static final String[] AT_THE_STORES = {
    "io.mnemon.embedded..", "io.mnemon.storage..", "io.mnemon.client.langchain4j.."
  };

  static final ArchRule PACKAGES_ARE_ACYCLIC =
      slices()
          .matching("io.mnemon.(**)")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .as("packages do not depend on each other in circles");

  static final ArchRule ONLY_API_SPEAKS_PROTOCOLS =
      noClasses()
          .that(not(Names.api().or(Names.wiring()).or(edge())))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "io.grpc..",
                  "com.google.protobuf..",
                  "jakarta.ws.rs..",
                  "io.vertx.ext.web..",
                  "io.vertx.core.http..",
                  "io.mnemon.api.*.v1.."))
          .allowEmptyShould(true)
          .as("only the api layer knows gRPC, generated stubs, JAX-RS and Vert.x")
          .because(
              "a domain that speaks a protocol cannot be called through another one; put it into a"
                  + " *GrpcService, *Resource, *Mapper, *Interceptor, Grpc* or *Wiring");

  static final ArchRule ONLY_TECHNOLOGY_SPEAKS_TO_STORES =
      noClasses()
          .that(not(Names.technology().or(Names.wiring()).or(resideInAnyPackage(AT_THE_STORES))))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "java.sql..",
                  "javax.sql..",
                  "org.postgresql..",
                  "io.agroal..",
                  "org.flywaydb..",
                  "io.quarkus.redis..",
                  "io.vertx.redis..",
                  "org.apache.hc..",
                  "org.apache.lucene..",
                  "ai.onnxruntime..",
                  "dev.langchain4j..",
                  "com.cedarpolicy..",
                  "com.knuddels..",
                  "com.google.crypto..",
                  "com.nimbusds..",
                  "software.amazon.awssdk..",
                  "org.duckdb..",
                  "io.qdrant.."))
          .allowEmptyShould(true)
          .as("only classes named after a technology know JDBC, Redis, Lucene, ONNX and the like")
          .because("a port must not leak its adapter: name the class after what it speaks to");

  static final ArchRule ONLY_WIRING_KNOWS_ADAPTERS =
      noClasses()
          .that(resideInAnyPackage("io.mnemon.memory..", "io.mnemon.governance.."))
          .and(not(Names.technology().or(Names.wiring())))
          .should()
          .dependOnClassesThat(resideInAPackage("io.mnemon..").and(Names.technology()))
          .allowEmptyShould(true)
          .as("the domain knows ports, not the adapters behind them")
          .because("only the *Wiring chooses an adapter");

  static final ArchRule ONLY_WIRING_READS_CONFIG =
      noClasses()
          .that(not(Names.endingWith("Wiring", "Config")))
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.eclipse.microprofile.config..", "io.smallrye.config.."))
          .allowEmptyShould(true)
          .as("only *Wiring and *Config read configuration")
          .because("everything else gets its values through the constructor");

  private LayerRules() {}

  static List<ArchRule> all() {
    return List.of(
        PACKAGES_ARE_ACYCLIC,
        ONLY_API_SPEAKS_PROTOCOLS,
        ONLY_TECHNOLOGY_SPEAKS_TO_STORES,
        ONLY_WIRING_KNOWS_ADAPTERS,
        ONLY_WIRING_READS_CONFIG);
  }

  /**
   * The contract itself, what guards, carries and makes every call of it, and the gateway, which is
   * nothing but edges.
   */
  private static DescribedPredicate<JavaClass> edge() {
    return resideInAnyPackage(
        "io.mnemon.api..",
        "io.mnemon.tenancy..",
        "io.mnemon.calls..",
        "io.mnemon.gateway..",
        "io.mnemon.client..");
  }
}
