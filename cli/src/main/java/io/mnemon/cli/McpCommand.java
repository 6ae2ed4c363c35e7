package io.mnemon.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * {@code mnemon mcp}: MCP over standard input and output, for clients that start their servers.
 * Messages are forwarded side by side, so that a slow call holds up no other; answers are written
 * as they come.
 */
@Command(
    name = "mcp",
    description = {
      "Serves MCP on standard input and output, forwarding to a running Mnemon.",
      "Give it to your client as the command that starts the server."
    })
final class McpCommand implements Callable<Integer> {
  private static final int MAX_IN_FLIGHT = 32;
  private static final int PARSE_ERROR = -32_700;
  private static final int SERVER_ERROR = -32_000;
  private static final String NO_ID = "null";

  private final MnemonCommand mnemon;
  private final PrintWriter out;
  private final Semaphore free = new Semaphore(MAX_IN_FLIGHT);
  private final Map<String, Future<?>> inFlight = new ConcurrentHashMap<>();
  private volatile String protocolVersion = "";

  McpCommand(MnemonCommand mnemon, PrintWriter out) {
    this.mnemon = mnemon;
    this.out = out;
  }

  @Override
  public Integer call() {
    Server server = mnemon.server();
    String key = mnemon.key(Credentials.APPLICATION);
    // Closing the threads waits for what is still to be answered.
    try (BufferedReader in =
            new BufferedReader(new InputStreamReader(mnemon.in(), StandardCharsets.UTF_8));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (@Nullable String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.isBlank()) {
          take(line, server, key, threads);
        }
      }
    } catch (IOException e) {
      throw CommandFailure.usage("The input cannot be read: " + e.getMessage());
    }
    return ExitCode.OK.number();
  }

  private void take(String line, Server server, String key, ExecutorService threads) {
    Json message;
    try {
      message = Json.parse(line);
    } catch (IOException e) {
      write(error(null, PARSE_ERROR, "the line is not one JSON value"));
      return;
    }
    switch (message.get("method").text()) {
      case "notifications/cancelled" -> cancel(message.get("params").get("requestId"));
      // What follows is sent in the version that is agreed on here.
      case "initialize" -> forward(server, key, line, message);
      default -> start(line, message, server, key, threads);
    }
  }

  private void start(
      String line, Json message, Server server, String key, ExecutorService threads) {
    free.acquireUninterruptibly();
    FutureTask<Boolean> work = new FutureTask<>(() -> forward(server, key, line, message), true);
    String id = id(message);
    if (!id.equals(NO_ID)) {
      inFlight.put(id, work);
    }
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            inFlight.remove(id, work);
            free.release();
          }
        });
  }

  /** Over HTTP a request is given up by hanging up; its answer is not waited for any more. */
  private void cancel(Json requestId) {
    Future<?> work = inFlight.get(requestId.toString());
    if (work != null) {
      work.cancel(true);
    }
  }

  private void forward(Server server, String key, String line, Json message) {
    try {
      String answer = server.message(key, protocolVersion, line);
      if (answer.isBlank()) {
        return;
      }
      if (message.get("method").text().equals("initialize")) {
        protocolVersion = Json.parse(answer).get("result").get("protocolVersion").text();
      }
      // A line end within a JSON text is space between its parts, never part of a string.
      write(answer.strip().replaceAll("[\r\n]+", " "));
    } catch (CommandFailure e) {
      fail(message, e.line());
    } catch (IOException e) {
      fail(message, "The server's answer is not JSON. Is it Mnemon?");
    }
  }

  /** What is no request, a notification for example, is owed no answer, not even this one. */
  private void fail(Json message, String reason) {
    if (Thread.currentThread().isInterrupted()) {
      return;
    }
    mnemon.note("mnemon: " + reason);
    for (Json one : message.isObject() ? List.of(message) : message.items()) {
      if (!id(one).equals(NO_ID)) {
        write(error(one.get("id"), SERVER_ERROR, reason));
      }
    }
  }

  private static String id(Json message) {
    return message.get("method").text().isEmpty() ? NO_ID : message.get("id").toString();
  }

  private static String error(@Nullable Json id, int code, String reason) {
    Map<String, @Nullable Object> answer = new LinkedHashMap<>();
    answer.put("jsonrpc", "2.0");
    answer.put("id", id);
    answer.put("error", Json.object(Map.of("code", code, "message", reason)));
    return Json.object(answer).toString();
  }

  private void write(String answer) {
    out.print(answer + "\n");
    out.flush();
  }
}
