package io.mnemon.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.Status;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class AddressListTest {
  private final Map<String, InetAddress> known = new HashMap<>();
  private final Queue<Runnable> lookUps = new ArrayDeque<>();
  private final List<List<SocketAddress>> told = new ArrayList<>();
  private final SynchronizationContext channel =
      new SynchronizationContext(
          (thread, failure) -> {
            throw new AssertionError(failure);
          });

  private NameResolver resolver(String addresses) {
    AddressList list =
        new AddressList(
            name -> {
              InetAddress address = known.get(name);
              if (address == null) {
                throw new UnknownHostException(name);
              }
              return address;
            });
    return list.newNameResolver(
        URI.create(AddressList.target(addresses)),
        NameResolver.Args.newBuilder()
            .setDefaultPort(80)
            .setProxyDetector(address -> null)
            .setSynchronizationContext(channel)
            .setServiceConfigParser(
                new NameResolver.ServiceConfigParser() {
                  @Override
                  public NameResolver.ConfigOrError parseServiceConfig(Map<String, ?> text) {
                    return NameResolver.ConfigOrError.fromConfig(text);
                  }
                })
            .setOffloadExecutor(lookUps::add)
            .build());
  }

  private NameResolver started(String addresses) {
    NameResolver resolver = resolver(addresses);
    resolver.start(
        new NameResolver.Listener2() {
          @Override
          public void onResult(NameResolver.ResolutionResult result) {
            told.add(
                result.getAddressesOrError().getValue().stream()
                    .map(EquivalentAddressGroup::getAddresses)
                    .map(List::getFirst)
                    .toList());
          }

          @Override
          public void onError(Status failure) {
            throw failure.asRuntimeException();
          }
        });
    lookUp();
    return resolver;
  }

  private void lookUp() {
    while (!lookUps.isEmpty()) {
      lookUps.remove().run();
    }
  }

  private static InetSocketAddress at(int last, int port) throws UnknownHostException {
    return new InetSocketAddress(address(last), port);
  }

  private static InetAddress address(int last) throws UnknownHostException {
    return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) last});
  }

  @Test
  void aReplicaThatGetsAnotherAddressIsFoundThere() throws Exception {
    known.put("one", address(1));
    known.put("other", address(2));
    NameResolver resolver = started("one:9091, other:9092");
    known.put("other", address(3));

    resolver.refresh();
    lookUp();

    assertThat(told)
        .containsExactly(
            List.of(at(1, 9091), at(2, 9092)), List.<SocketAddress>of(at(1, 9091), at(3, 9092)));
  }

  @Test
  void aNameThatNobodyKnowsYetMayGetItsAddressLater() throws Exception {
    known.put("one", address(1));
    NameResolver resolver = started("one:9091,other:9092");
    known.put("other", address(2));

    resolver.refresh();
    lookUp();

    assertThat(told)
        .containsExactly(
            List.of(at(1, 9091), InetSocketAddress.createUnresolved("other", 9092)),
            List.<SocketAddress>of(at(1, 9091), at(2, 9092)));
  }

  @Test
  void namesAreLookedUpOnceAtATimeAndNothingIsToldTwice() throws Exception {
    known.put("one", address(1));
    known.put("other", address(2));
    NameResolver resolver = started("one:9091,other:9092");

    resolver.refresh();
    resolver.refresh();

    assertThat(lookUps).hasSize(1);
    lookUp();
    assertThat(told).hasSize(1);
  }

  @Test
  void whatIsNoAddressIsRefusedAtOnce() {
    assertThatThrownBy(() -> resolver("one:9091,other"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other is no address: write host:port");
  }
}
