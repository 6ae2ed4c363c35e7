package io.mnemon.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The choice of a TCP port that nobody listens on. */
final class LoopbackPort {

  private static final int FIRST_OF_EVERYBODY = 1024;
  private static final int CONNECT_PATIENCE_MS = 1_000;

  private LoopbackPort() {}

  static int free() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("No free port on the loopback interface", e);
    }
  }

  /** Whether a port can be listened at. */
  enum Use {
    FREE,
    /** Somebody listens there. */
    TAKEN,
    /** Nobody listens there, but this user may not either. */
    FORBIDDEN
  }

  /** At every address of this machine. */
  static Use use(int port) {
    if (isFree(port, null) && isFree(port)) {
      return Use.FREE;
    }
    return port < FIRST_OF_EVERYBODY && !ServerUser.isRoot() && !answers(port)
        ? Use.FORBIDDEN
        : Use.TAKEN;
  }

  private static boolean answers(int port) {
    try (var socket = new Socket()) {
      socket.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_PATIENCE_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isFree(int port) {
    return isFree(port, InetAddress.getLoopbackAddress());
  }

  /** A {@code null} address asks for every interface. */
  private static boolean isFree(int port, @Nullable InetAddress address) {
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
