package io.mnemon.embedded;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A program in a service's place: it says where it was started, and that it lives. */
final class ServiceVictim {

  static final String FOLDER_FILE = "started-in";

  private ServiceVictim() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> environment = System.getenv();
    Files.writeString(
        Path.of(environment.get("MNEMON_DATA"), FOLDER_FILE),
        Path.of("").toAbsolutePath().toString());
    HttpServer probes =
        HttpServer.create(
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(environment.get("MNEMON_HTTP_PORT"))),
            0);
    probes.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    probes.start();
  }
}
