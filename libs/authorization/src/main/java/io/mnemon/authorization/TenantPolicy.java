package io.mnemon.authorization;

/**
 * A policy that a tenant wrote. It only forbids.
 *
 * @param name unique in the tenant
 * @param text one or more policies in Cedar's language
 */
public record TenantPolicy(String name, String text) {}
