package io.mnemon.test;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** Tenant data is reached only by saying for whom. */
final class StoreRules {
  private static final String TENANT_SCOPE = "io.mnemon.tenancy.TenantScope";
  private static final String CONTROL_PLANE = "io.mnemon.tenancy.ControlPlane";

  static final ArchRule STORES_TAKE_A_TENANT_SCOPE =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .resideInAnyPackage("io.mnemon.memory..", "io.mnemon.governance..")
          .and()
          .areDeclaredInClassesThat()
          .haveSimpleNameEndingWith("Store")
          .and()
          .areNotPrivate()
          .and()
          .areNotStatic()
          .should(takeATenantScopeFirst())
          .allowEmptyShould(true)
          .as("every method of a *Store takes a TenantScope first")
          .because(
              "row-level security needs to know for whom; a store or method without tenant data is"
                  + " marked @ControlPlane");

  private StoreRules() {}

  static List<ArchRule> all() {
    return List.of(STORES_TAKE_A_TENANT_SCOPE);
  }

  private static ArchCondition<JavaMethod> takeATenantScopeFirst() {
    return new ArchCondition<>("take a TenantScope first") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean satisfied =
            isControlPlane(method) || isGenerated(method) || startsWithScope(method);
        events.add(
            new SimpleConditionEvent(
                method, satisfied, method.getFullName() + " takes no TenantScope first"));
      }
    };
  }

  private static boolean startsWithScope(JavaMethod method) {
    List<JavaClass> parameters = method.getRawParameterTypes();
    return !parameters.isEmpty() && parameters.getFirst().getFullName().equals(TENANT_SCOPE);
  }

  private static boolean isControlPlane(JavaMethod method) {
    return method.isAnnotatedWith(CONTROL_PLANE)
        || method.getOwner().isAnnotatedWith(CONTROL_PLANE)
        || method.getOwner().getAllRawInterfaces().stream()
            .anyMatch(port -> port.isAnnotatedWith(CONTROL_PLANE) || marks(port, method));
  }

  /** A method is also marked by the mark on the port's method that it implements. */
  private static boolean marks(JavaClass port, JavaMethod method) {
    return port.getMethods().stream()
        .anyMatch(
            declared ->
                declared.getName().equals(method.getName())
                    && declared.getRawParameterTypes().equals(method.getRawParameterTypes())
                    && declared.isAnnotatedWith(CONTROL_PLANE));
  }

  private static boolean isGenerated(JavaMethod method) {
    return method.getModifiers().contains(JavaModifier.SYNTHETIC)
        || method.getModifiers().contains(JavaModifier.BRIDGE);
  }
}
