package io.mnemon.tenancy;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a store, or one method of a store, that stands above tenants and reaches no tenant data:
 * looking up a credential before its tenant is known, leasing work by ids alone. Every other store
 * method takes a {@link TenantScope} first.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ControlPlane {
  /** Why no tenant is needed, or none can be known yet. */
  String value();
}
