package io.mnemon.gateway.scim;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import io.mnemon.gateway.http.Answer;
import io.mnemon.gateway.http.Answers;
import io.mnemon.gateway.http.Exchange;
import io.mnemon.gateway.http.Problem;
import io.mnemon.gateway.scim.ScimException.Reason;
import java.util.Map;

/** What went wrong, in the words of SCIM. */
final class ScimErrors {
  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:Error";

  /** The names that the services know, and those by which directories know the same. */
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("user.user_name", "userName"),
          Map.entry("user.external_id", "externalId"),
          Map.entry("user.display_name", "displayName"),
          Map.entry("user.given_name", "name.givenName"),
          Map.entry("user.family_name", "name.familyName"),
          Map.entry("user.formatted_name", "name.formatted"),
          Map.entry("user.emails", "emails"),
          Map.entry("display_name", "displayName"),
          Map.entry("external_id", "externalId"),
          Map.entry("add_members", "members"),
          Map.entry("remove_members", "members"));

  private ScimErrors() {}

  /**
   * @param conditional whether the request was to be done only for a certain version
   */
  static Answer answer(RuntimeException failure, Exchange exchange, boolean conditional) {
    return answer(
        switch (failure) {
          case ScimException scim -> scim;
          case ServiceException stale when conditional && stale.code() == ErrorCode.ABORTED ->
              ScimException.of(412, stale.publicMessage());
          case ServiceException service -> ofService(service, exchange);
          default -> ofProblem(Answers.problem(failure, exchange));
        });
  }

  private static ScimException ofService(ServiceException e, Exchange exchange) {
    return switch (e.code()) {
      case INVALID_ARGUMENT ->
          ScimException.bad(Reason.INVALID_VALUE, inTheirWords(e.publicMessage()));
      case ALREADY_EXISTS -> ScimException.of(409, Reason.UNIQUENESS, e.publicMessage());
      case DEADLINE_EXCEEDED,
          NOT_FOUND,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          FAILED_PRECONDITION,
          ABORTED,
          UNIMPLEMENTED,
          INTERNAL,
          UNAVAILABLE,
          UNAUTHENTICATED ->
          ofProblem(Answers.problem(e, exchange));
    };
  }

  private static ScimException ofProblem(Problem problem) {
    return ScimException.of(problem.status(), problem.detail(), problem.headers());
  }

  private static String inTheirWords(String message) {
    int end = 0;
    while (end < message.length() && isOfName(message.charAt(end))) {
      end++;
    }
    String theirs = NAMES.get(message.substring(0, end));
    return theirs == null ? message : theirs + message.substring(end);
  }

  private static boolean isOfName(char c) {
    return Character.isLetter(c) || c == '_' || c == '.';
  }

  private static Answer answer(ScimException e) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.putArray("schemas").add(SCHEMA);
    e.reason().ifPresent(reason -> body.put("scimType", reason.word()));
    body.put("detail", e.detail());
    body.put("status", Integer.toString(e.status()));
    return ScimAnswers.json(e.status(), body, e.headers());
  }
}
