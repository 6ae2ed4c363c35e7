package io.mnemon.test;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;

/**
 * How the name of a class says to which layer it belongs. A nested class belongs to its outermost
 * one.
 */
final class Names {
  /** Each stands first in the names of the classes that speak to that technology. */
  private static final List<String> TECHNOLOGIES =
      List.of(
          "Apache",
          "Cedar",
          "DuckDb",
          "Flyway",
          "Folder",
          "Grpc",
          "Jtokkit",
          "Lucene",
          "Netty",
          "Nimbus",
          "Onnx",
          "Postgres",
          "Qdrant",
          "Redis",
          "S3");

  private Names() {}

  /** The class that may see every layer: it puts the parts together. */
  static DescribedPredicate<JavaClass> wiring() {
    return endingWith("Wiring");
  }

  /** The classes that speak to callers. */
  static DescribedPredicate<JavaClass> api() {
    return endingWith("GrpcService", "Resource", "Mapper", "Interceptor").or(startingWith("Grpc"));
  }

  /** The classes that speak to stores and libraries. */
  static DescribedPredicate<JavaClass> technology() {
    return startingWith(TECHNOLOGIES.toArray(String[]::new));
  }

  static DescribedPredicate<JavaClass> endingWith(String... endings) {
    return DescribedPredicate.describe(
        "named *" + String.join(", *", endings),
        type -> List.of(endings).stream().anyMatch(outermost(type)::endsWith));
  }

  private static DescribedPredicate<JavaClass> startingWith(String... beginnings) {
    return DescribedPredicate.describe(
        "named " + String.join("*, ", beginnings) + "*",
        type -> List.of(beginnings).stream().anyMatch(outermost(type)::startsWith));
  }

  private static String outermost(JavaClass type) {
    return type.getEnclosingClass().map(Names::outermost).orElseGet(type::getSimpleName);
  }
}
