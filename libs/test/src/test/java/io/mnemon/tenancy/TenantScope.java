package io.mnemon.tenancy;

/** Stands in for the real one, whose module tests itself with this one. */
public record TenantScope(String tenant) {}
