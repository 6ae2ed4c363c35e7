package io.mnemon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The choice of a TCP port that nobody listens on. */
final class LoopbackPort {

  private LoopbackPort() {}

  static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback interface", e);
    }
  }

  static boolean isFree(int port) {
    return isFree(port, InetAddress.getLoopbackAddress());
  }

  /** A {@code null} address asks for every interface. */
  static boolean isFree(int port, @Nullable InetAddress address) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(
          address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The port kept in {@code memory} if it is still free, otherwise another one. */
  static int remembered(Path memory) {
    try {
      if (Files.exists(memory)) {
        int port = Integer.parseInt(Files.readString(memory).strip());
        if (port > 0 && port < 65536 && isFree(port)) {
          return port;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return free();
    }
    return free();
  }
}
