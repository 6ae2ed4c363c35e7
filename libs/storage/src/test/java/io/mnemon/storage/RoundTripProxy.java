package io.mnemon.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A relay before a server that counts how often a client spoke after the server had spoken, which
 * is the number of round trips of one busy connection, and that can break every connection.
 */
final class RoundTripProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final InetAddress host;
  private final int port;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private volatile boolean refusing;
  private final Object turn = new Object();
  private boolean serverSpokeLast = true;
  private int roundTrips;

  private RoundTripProxy(String host, int port) throws IOException {
    this.host = InetAddress.getByName(host);
    this.port = port;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** A proxy before the server of a JDBC address. */
  static RoundTripProxy before(String jdbcUrl) throws IOException {
    return beforeRedis(jdbcUrl.substring("jdbc:".length()));
  }

  /** A proxy before the server of a Redis address. */
  static RoundTripProxy beforeRedis(String url) throws IOException {
    URI server = URI.create(url);
    return new RoundTripProxy(server.getHost(), server.getPort());
  }

  /** The same JDBC address through this proxy. */
  String through(String jdbcUrl) {
    return "jdbc:" + throughRedis(jdbcUrl.substring("jdbc:".length()));
  }

  /** The same Redis address through this proxy. */
  String throughRedis(String url) {
    URI server = URI.create(url);
    return url.replace(
        server.getHost() + ":" + server.getPort(),
        listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
  }

  int roundTripsOf(Runnable action) {
    int before = roundTrips();
    action.run();
    return roundTrips() - before;
  }

  void breakConnections() throws IOException {
    for (Socket socket = sockets.poll(); socket != null; socket = sockets.poll()) {
      socket.close();
    }
  }

  /** Breaks every connection, new ones included, until told otherwise. */
  void refuse(boolean refuse) throws IOException {
    refusing = refuse;
    breakConnections();
  }

  @Override
  public void close() throws IOException {
    listener.close();
    breakConnections();
  }

  private int roundTrips() {
    synchronized (turn) {
      return roundTrips;
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        if (refusing) {
          client.close();
          continue;
        }
        Socket server = new Socket(host, port);
        sockets.add(client);
        sockets.add(server);
        Thread.ofVirtual().start(() -> pump(client, server, false));
        Thread.ofVirtual().start(() -> pump(server, client, true));
      }
    } catch (IOException e) {
      // The listener was closed.
    }
  }

  private void pump(Socket from, Socket to, boolean isServer) {
    try (from;
        to;
        InputStream input = from.getInputStream();
        OutputStream output = to.getOutputStream()) {
      byte[] buffer = new byte[64 * 1024];
      for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
        count(isServer);
        output.write(buffer, 0, length);
        output.flush();
      }
    } catch (IOException e) {
      // One side is gone; so is the other when the streams close.
    }
  }

  private void count(boolean isServer) {
    synchronized (turn) {
      if (!isServer && serverSpokeLast) {
        roundTrips++;
      }
      serverSpokeLast = isServer;
    }
  }
}
