package io.mnemon.governance.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Tells addresses of the internet from those inside: this machine, its network, its cloud.
 *
 * <p>Of IPv4 everything is public but what the registry of special purposes (RFC 6890) sets apart.
 * Of IPv6 only global unicast (2000::/3) is, without the ranges that lead into IPv4 or nowhere.
 */
final class PublicAddresses {
  private static final List<Range> SPECIAL_V4 =
      List.of(
          Range.of("0.0.0.0/8"),
          Range.of("10.0.0.0/8"),
          Range.of("100.64.0.0/10"),
          Range.of("127.0.0.0/8"),
          Range.of("169.254.0.0/16"),
          Range.of("172.16.0.0/12"),
          Range.of("192.0.0.0/24"),
          Range.of("192.0.2.0/24"),
          Range.of("192.88.99.0/24"),
          Range.of("192.168.0.0/16"),
          Range.of("198.18.0.0/15"),
          Range.of("198.51.100.0/24"),
          Range.of("203.0.113.0/24"),
          Range.of("224.0.0.0/4"),
          Range.of("240.0.0.0/4"));

  private static final Range GLOBAL_V6 = Range.of("2000::/3");

  // Tunnels that end at an IPv4 address, and addresses of documentation and benchmarks.
  private static final List<Range> SPECIAL_V6 =
      List.of(Range.of("2001::/23"), Range.of("2001:db8::/32"), Range.of("2002::/16"));

  private PublicAddresses() {}

  static boolean contain(InetAddress address) {
    if (address instanceof Inet4Address) {
      return SPECIAL_V4.stream().noneMatch(range -> range.contains(address));
    }
    return GLOBAL_V6.contains(address)
        && SPECIAL_V6.stream().noneMatch(range -> range.contains(address));
  }

  /** Addresses that begin alike. */
  private record Range(InetAddress first, int bits) {
    static Range of(String cidr) {
      int slash = cidr.indexOf('/');
      try {
        return new Range(
            InetAddress.getByName(cidr.substring(0, slash)),
            Integer.parseInt(cidr.substring(slash + 1)));
      } catch (UnknownHostException noAddress) {
        throw new IllegalStateException(noAddress);
      }
    }

    boolean contains(InetAddress other) {
      byte[] ours = first.getAddress();
      byte[] theirs = other.getAddress();
      if (ours.length != theirs.length) {
        return false;
      }
      for (int bit = 0; bit < bits; bit++) {
        int mask = 0x80 >> bit % 8;
        if ((ours[bit / 8] & mask) != (theirs[bit / 8] & mask)) {
          return false;
        }
      }
      return true;
    }
  }
}
