package io.mnemon.memory;

import jakarta.inject.Qualifier;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Tells this service's own parts from those of other services in the same process. */
@Qualifier
@Documented
@Retention(RetentionPolicy.RUNTIME)
@interface MemoryParts {}
