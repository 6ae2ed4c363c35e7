package io.mnemon.storage;

import io.mnemon.api.ErrorCode;
import io.mnemon.api.ServiceException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What an SQLSTATE means for the request, and for the connection that it came over. */
final class PostgresFailure {
  /** Raised by the triggers that guard tables against tenants that leave. */
  private static final String TENANT_LEFT = "MN401";

  private static final String UNREACHABLE = "the record store is not reachable, try again";

  private PostgresFailure() {}

  static ServiceException unreachable(Throwable cause) {
    return new ServiceException(ErrorCode.UNAVAILABLE, UNREACHABLE, cause);
  }

  static RuntimeException of(SQLException e) {
    String state = state(e);
    if (isConnectionLost(e) || state.startsWith("57P") || state.startsWith("53")) {
      return state.equals("53100") ? diskFull(e) : unreachable(e);
    }
    return switch (state) {
      case TENANT_LEFT ->
          new ServiceException(
              ErrorCode.UNAUTHENTICATED, "the tenant of this credential does not exist any more");
      case "23505" -> new UniqueViolationException(constraint(e), e);
      case "40001", "40P01", "55P03" ->
          new ServiceException(
              ErrorCode.ABORTED, "another change to the same rows came first, try again", e);
      case "57014" ->
          new ServiceException(
              ErrorCode.DEADLINE_EXCEEDED, "the record store took too long, try again", e);
      case "22021" ->
          new ServiceException(
              ErrorCode.INVALID_ARGUMENT,
              "text holds a character that cannot be stored (U+0000 or a lone surrogate): remove"
                  + " it",
              e);
      default ->
          new ServiceException(ErrorCode.INTERNAL, "the record store refused the statement", e);
    };
  }

  /** Whether the connection must not be used again: broken, or it leads to a server that left. */
  static boolean isConnectionLost(@Nullable Throwable failure) {
    for (Throwable e = failure; e != null; e = e.getCause()) {
      if (e instanceof SQLException sql) {
        String state = state(sql);
        if (state.startsWith("08")
            || state.equals("25006")
            || state.equals("57P01")
            || state.equals("57P02")
            || state.equals("57P03")) {
          return true;
        }
      }
    }
    return false;
  }

  private static ServiceException diskFull(SQLException e) {
    return new ServiceException(
        ErrorCode.UNAVAILABLE,
        "the record store's disk is full and nothing was written: free some space, then try again",
        e);
  }

  private static String constraint(SQLException e) {
    if (e instanceof PSQLException postgres) {
      ServerErrorMessage message = postgres.getServerErrorMessage();
      if (message != null && message.getConstraint() != null) {
        return message.getConstraint();
      }
    }
    return "";
  }

  private static String state(SQLException e) {
    String state = e.getSQLState();
    return state == null ? "" : state;
  }
}
