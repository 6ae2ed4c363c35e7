package io.mnemon.api;

/**
 * One field of a request that was wrong.
 *
 * @param field the field's path in the request, e.g. {@code memories[3].scope.user}
 * @param message what was wrong and what would be right
 */
public record Violation(String field, String message) {}
