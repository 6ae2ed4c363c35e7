package io.mnemon.tenancy;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands in for the real one, whose module tests itself with this one. */
@Retention(RetentionPolicy.CLASS)
public @interface ControlPlane {
  String value();
}
