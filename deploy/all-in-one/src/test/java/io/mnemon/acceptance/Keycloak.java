package io.mnemon.acceptance;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A Keycloak of this run with one realm, {@code acme}, in which people sign in as in a browser. */
final class Keycloak implements AutoCloseable {
  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target/keycloak");
  private static final Duration START = Duration.ofMinutes(5);
  private static final String PASSWORD = "only for this run";
  private static final String CALLBACK = "http://127.0.0.1/callback";
  private static final Pattern FORM = Pattern.compile("action=\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("[?&]code=([^&]+)");

  private final int port = Platform.freePort();
  private final Process process;

  Keycloak(Path home) {
    try {
      process = command(home).start();
    } catch (IOException e) {
      throw new UncheckedIOException("Keycloak cannot be started", e);
    }
    await()
        .atMost(START)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class)
        .until(() -> send(get("/realms/master")).statusCode() == 200);
  }

  private ProcessBuilder command(Path home) throws IOException {
    try (Stream<Path> unpacked = Files.list(FOLDER)) {
      Path script = unpacked.findFirst().orElseThrow().resolve("bin/kc.sh");
      ProcessBuilder builder =
          new ProcessBuilder(
              "bash",
              script.toString(),
              "start-dev",
              "--db=dev-mem",
              "--http-host=127.0.0.1",
              "--http-port=" + port,
              "--http-management-host=127.0.0.1",
              "--http-management-port=" + Platform.freePort());
      builder
          .environment()
          .putAll(
              Map.of(
                  "JAVA_HOME",
                  System.getProperty("java.home"),
                  "KC_BOOTSTRAP_ADMIN_USERNAME",
                  "admin",
                  "KC_BOOTSTRAP_ADMIN_PASSWORD",
                  PASSWORD));
      Path log = home.resolve("keycloak.txt");
      return builder.redirectErrorStream(true).redirectOutput(log.toFile());
    }
  }

  String issuer() {
    return address("/realms/acme");
  }

  /** Makes the realm, with a user in a group and a client that Mnemon is known by. */
  void createRealm(String user, String group, String logoutAddress) {
    Map<String, Object> client =
        Map.of(
            "clientId", "mnemon",
            "publicClient", true,
            "redirectUris", List.of(CALLBACK),
            "attributes",
                Map.of(
                    "backchannel.logout.url",
                    logoutAddress,
                    "backchannel.logout.session.required",
                    "true"),
            "protocolMappers",
                List.of(
                    mapper(
                        "audience",
                        "oidc-audience-mapper",
                        Map.of("included.client.audience", "mnemon", "access.token.claim", "true")),
                    mapper(
                        "groups",
                        "oidc-group-membership-mapper",
                        Map.of(
                            "claim.name",
                            "groups",
                            "full.path",
                            "true",
                            "access.token.claim",
                            "true"))));
    Map<String, Object> person =
        Map.of(
            "username",
            user,
            "enabled",
            true,
            "email",
            user + "@acme.example",
            "emailVerified",
            true,
            "firstName",
            user,
            "lastName",
            "Acme",
            "credentials",
            List.of(Map.of("type", "password", "value", PASSWORD)),
            "groups",
            List.of("/" + group));
    admin(
        "/admin/realms",
        Map.of(
            "realm", "acme",
            "enabled", true,
            "groups", List.of(Map.of("name", group)),
            "clients", List.of(client),
            "users", List.of(person)));
  }

  private static Map<String, Object> mapper(String name, String kind, Map<String, Object> config) {
    return Map.of(
        "name", name, "protocol", "openid-connect", "protocolMapper", kind, "config", config);
  }

  /** From now on tokens are signed with a new key; the old one stays published. */
  void rotateKeys() {
    admin(
        "/admin/realms/acme/components",
        Map.of(
            "name", "next",
            "providerId", "rsa-generated",
            "providerType", "org.keycloak.keys.KeyProvider",
            "config", Map.of("priority", List.of("500"), "algorithm", List.of("RS256"))));
  }

  /** What somebody has who signed in: {@code {access_token, refresh_token, id_token}}. */
  JsonNode signIn(String user) {
    CookieManager cookies = new CookieManager();
    try (HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build()) {
      String query =
          form("client_id", "mnemon", "response_type", "code", "scope", "openid")
              + form("&redirect_uri", CALLBACK);
      String page = send(browser, get("/realms/acme/protocol/openid-connect/auth?" + query)).body();
      // Browsers take this machine for safe and send it the cookies that are for safe connections.
      cookies.getCookieStore().getCookies().forEach(cookie -> cookie.setSecure(false));
      HttpResponse<String> landed =
          send(
              browser,
              post(
                  URI.create(first(FORM, page).replace("&amp;", "&")),
                  form("username", user, "password", PASSWORD)));
      require(landed, 302);
      String code = first(CODE, landed.headers().firstValue("Location").orElseThrow());
      return token(
          "acme",
          form("grant_type", "authorization_code", "client_id", "mnemon", "code", code)
              + form("&redirect_uri", CALLBACK));
    }
  }

  /** Signs out as an application does for its user. */
  void signOut(JsonNode session) {
    HttpResponse<String> reply =
        send(
            post(
                URI.create(address("/realms/acme/protocol/openid-connect/logout")),
                form(
                    "client_id",
                    "mnemon",
                    "refresh_token",
                    session.path("refresh_token").asText())));
    require(reply, 204);
  }

  private JsonNode token(String realm, String form) {
    HttpResponse<String> reply =
        send(
            post(URI.create(address("/realms/" + realm + "/protocol/openid-connect/token")), form));
    require(reply, 200);
    return Json.parse(reply.body());
  }

  private void admin(String path, Map<String, Object> body) {
    String token =
        token(
                "master",
                form(
                    "grant_type",
                    "password",
                    "client_id",
                    "admin-cli",
                    "username",
                    "admin",
                    "password",
                    PASSWORD))
            .path("access_token")
            .asText();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address(path)))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
            .build();
    require(send(request), 201);
  }

  private String address(String path) {
    return "http://127.0.0.1:" + port + path;
  }

  private HttpRequest get(String path) {
    return HttpRequest.newBuilder(URI.create(address(path))).build();
  }

  private static HttpRequest post(URI uri, String form) {
    return HttpRequest.newBuilder(uri)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString(form))
        .build();
  }

  private static String form(String... namesAndValues) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      pairs.add(
          namesAndValues[i]
              + "="
              + URLEncoder.encode(namesAndValues[i + 1], StandardCharsets.UTF_8));
    }
    return String.join("&", pairs);
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw new AssertionError("there is no " + pattern + " in: " + text);
    }
    return matcher.group(1);
  }

  private static void require(HttpResponse<String> reply, int status) {
    if (reply.statusCode() != status) {
      throw new AssertionError(
          reply.uri() + " answered " + reply.statusCode() + ": " + reply.body());
    }
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return send(client, request);
    }
  }

  private static HttpResponse<String> send(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    children.forEach(ProcessHandle::destroy);
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    children.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }
}
