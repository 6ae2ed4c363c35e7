package io.mnemon.governance.schedule;

import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Parts of governance that work in the background, for all tenants. */
@Qualifier
@Retention(RetentionPolicy.RUNTIME)
public @interface Jobs {}
