package io.mnemon.governance.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationsTest {
  private final Destinations open = new Destinations(true, InetAddress::getAllByName);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "192.0.0.192",
        "192.0.2.1",
        "198.18.0.1",
        "198.51.100.7",
        "203.0.113.7",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:7f00:1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "ff02::1",
        "2001::1",
        "2001:db8::1",
        "2002:7f00:1::"
      })
  void internalAddressesAreRefusedWrittenOrResolved(String address) throws Exception {
    InetAddress resolved = InetAddress.getByName(address);
    Destinations guarded = new Destinations(false, host -> new InetAddress[] {resolved});
    String literal = address.contains(":") ? "[" + address + "]" : address;

    assertThatThrownBy(() -> guarded.check(URI.create("https://" + literal + "/hook")))
        .isInstanceOf(EgressRefused.class)
        .hasMessageContaining("internal address");
    assertThatThrownBy(() -> guarded.resolve("hooks.example.com"))
        .isInstanceOf(EgressRefused.class)
        .hasMessageContaining("hooks.example.com is an internal address");
    assertThatThrownBy(() -> guarded.resolve(literal)).isInstanceOf(EgressRefused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1.1.1.1", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700:4700::1111"})
  void publicAddressesPass(String address) throws Exception {
    InetAddress resolved = InetAddress.getByName(address);
    Destinations guarded = new Destinations(false, host -> new InetAddress[] {resolved});

    assertThat(guarded.resolve("hooks.example.com")).containsExactly(resolved);
    String literal = address.contains(":") ? "[" + address + "]" : address;
    guarded.check(URI.create("https://" + literal + "/hook"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "0x7f.0.0.0x1",
        "127.1",
        "127.0.1",
        "017700000001",
        "0177.0.0.0x1",
        "127.0.0.1.",
        "300.1.1.1",
        "1.1.1.256"
      })
  void addressesInOtherNumbersAreRefused(String host) {
    Destinations guarded =
        new Destinations(false, name -> new InetAddress[] {InetAddress.getByName("1.1.1.1")});

    assertThatThrownBy(() -> guarded.resolve(host)).isInstanceOf(EgressRefused.class);
  }

  @Test
  void leadingZerosAreNotReadAsAnotherAddress() {
    Destinations guarded = new Destinations(false, InetAddress::getAllByName);

    assertThatThrownBy(() -> guarded.resolve("0177.0.0.1")).isInstanceOf(EgressRefused.class);
  }

  @Test
  void aNameWithOneInternalAddressAmongPublicOnesIsRefused() throws Exception {
    InetAddress[] both = {InetAddress.getByName("1.1.1.1"), InetAddress.getByName("10.0.0.1")};
    Destinations guarded = new Destinations(false, host -> both);

    assertThatThrownBy(() -> guarded.resolve("rebinding.example.com"))
        .isInstanceOf(EgressRefused.class);
  }

  @Test
  void localhostIsRefusedByWhatItResolvesTo() {
    Destinations guarded = new Destinations(false, InetAddress::getAllByName);

    assertThatThrownBy(() -> guarded.resolve("localhost")).isInstanceOf(EgressRefused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://hooks.example.com/",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "jar:https://hooks.example.com/",
        "https:///no-host",
        "https://user:word@hooks.example.com/",
        "https://hooks.example.com/#there",
        "hooks.example.com/path"
      })
  void urlsOfAnotherFormAreRefused(String url) {
    Destinations guarded = new Destinations(false, InetAddress::getAllByName);

    assertThatThrownBy(() -> guarded.check(URI.create(url))).isInstanceOf(EgressRefused.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 65_536, 70_000, Integer.MAX_VALUE})
  void portsThatDoNotExistAreRefused(int port) {
    assertThatThrownBy(() -> open.check(URI.create("https://hooks.example.com:" + port + "/")))
        .isInstanceOf(EgressRefused.class)
        .hasMessageContaining("port is " + port + ": write one from 1 to 65535");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":1", ":443", ":65535"})
  void portsThatExistPass(String port) throws Exception {
    open.check(URI.create("https://hooks.example.com" + port + "/"));
  }

  @Test
  void longUrlsAreRefused() {
    URI longOne = URI.create("https://hooks.example.com/" + "a".repeat(2000));

    assertThatThrownBy(() -> open.check(longOne)).hasMessageContaining("2000 characters");
  }

  @Test
  void whereInternalAddressesAreAllowedHttpIsToo() throws Exception {
    open.check(URI.create("http://127.0.0.1:8080/hook"));

    assertThat(open.resolve("127.0.0.1")).hasSize(1);
  }

  @Test
  void anUnknownNameStaysUnknown() {
    Destinations guarded =
        new Destinations(
            false,
            host -> {
              throw new UnknownHostException(host);
            });

    assertThatThrownBy(() -> guarded.resolve("nowhere.example.com"))
        .isInstanceOf(UnknownHostException.class)
        .isNotInstanceOf(EgressRefused.class);
  }
}
