package io.mnemon.gateway.compat.mcpmemory;

import com.fasterxml.jackson.databind.JsonNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Says what could not be created, and what is there nevertheless: whoever asked must not take it
 * for missing.
 */
final class PartialRefusal {
  private static final int MAX_NAMES = 100;
  private static final int MAX_CHARACTERS = 100;

  private PartialRefusal() {}

  /**
   * @param error why it was refused
   * @param refused the name of what was
   * @param created the names of what was created by the same call
   */
  static ServiceException of(JsonNode error, String refused, List<String> created) {
    String message = shown(refused) + ": " + error.path("message").asText();
    return new ServiceException(
        ErrorCode.valueOf(error.path("code").asText()),
        created.isEmpty() ? message : message + "; created were " + shown(created));
  }

  private static String shown(List<String> names) {
    String first =
        names.stream()
            .limit(MAX_NAMES)
            .map(PartialRefusal::shown)
            .collect(Collectors.joining(", "));
    int more = names.size() - MAX_NAMES;
    return more > 0 ? first + " and " + more + " more" : first;
  }

  private static String shown(String name) {
    return name.codePointCount(0, name.length()) <= MAX_CHARACTERS
        ? name
        : name.substring(0, name.offsetByCodePoints(0, MAX_CHARACTERS)) + "…";
  }
}
