package io.mnemon.governance.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Where requests may go. A place is judged twice: the address as it is written, and what its name
 * resolves to when a connection is made, so that a name that changes its mind gains nothing.
 */
final class Destinations {
  private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern NUMERIC_END =
      Pattern.compile("(.*\\.)?(\\d+|0x[0-9a-f]*)\\.?", Pattern.CASE_INSENSITIVE);
  private static final int MAX_URL_LENGTH = 2000;
  private static final int MAX_PORT = 65_535;
  private static final int NO_PORT = -1;

  /** Looks a name up, as the system does. */
  interface Names {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  private final boolean allowPrivate;
  private final Names names;

  Destinations(boolean allowPrivate, Names names) {
    this.allowPrivate = allowPrivate;
    this.names = names;
  }

  void check(URI destination) throws EgressRefused {
    String scheme = destination.getScheme();
    boolean http = "http".equalsIgnoreCase(scheme);
    if (!"https".equalsIgnoreCase(scheme) && !(http && allowPrivate)) {
      throw new EgressRefused("The URL must begin with https://.");
    }
    if (destination.getHost() == null) {
      throw new EgressRefused("The URL must name a host, e.g. https://hooks.example.com/mnemon.");
    }
    if (destination.getRawUserInfo() != null || destination.getRawFragment() != null) {
      throw new EgressRefused("The URL must have neither user:password@ nor a #fragment.");
    }
    int port = destination.getPort();
    if (port != NO_PORT && (port < 1 || port > MAX_PORT)) {
      throw new EgressRefused(
          "The URL's port is " + port + ": write one from 1 to " + MAX_PORT + ", or none.");
    }
    if (destination.toString().length() > MAX_URL_LENGTH) {
      throw new EgressRefused("The URL must be at most " + MAX_URL_LENGTH + " characters long.");
    }
    checkLiteral(destination.getHost());
  }

  /** Resolves a host for one connection. All of its addresses must be public, not only one. */
  InetAddress[] resolve(String host) throws UnknownHostException {
    if (allowPrivate) {
      return names.addressesOf(host);
    }
    checkLiteral(host);
    InetAddress[] addresses = names.addressesOf(bare(host));
    if (!Arrays.stream(addresses).allMatch(PublicAddresses::contain)) {
      throw internal(host);
    }
    return addresses;
  }

  private void checkLiteral(String host) throws EgressRefused {
    if (allowPrivate) {
      return;
    }
    String bare = bare(host);
    boolean v6 = bare.indexOf(':') >= 0;
    if (!v6 && !NUMERIC_END.matcher(bare).matches()) {
      return;
    }
    // 2130706433, 0x7f.1 and 0177.0.0.1 mean different addresses to different programs.
    if (!v6 && !DOTTED_QUAD.matcher(bare).matches()) {
      throw new EgressRefused(host + " is no address: write it as four decimal numbers.");
    }
    try {
      if (!PublicAddresses.contain(InetAddress.ofLiteral(bare))) {
        throw internal(host);
      }
    } catch (IllegalArgumentException noAddress) {
      throw new EgressRefused(host + " is no address.");
    }
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static EgressRefused internal(String host) {
    return new EgressRefused(
        host
            + " is an internal address: requests go to public ones only, unless"
            + " mnemon.governance.egress.allow-private is set.");
  }

  /** What was refused while connecting, if that is why a request failed. */
  static IOException reason(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof EgressRefused refused) {
        return refused;
      }
    }
    return failure;
  }
}
