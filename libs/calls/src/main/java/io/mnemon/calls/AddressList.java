package io.mnemon.calls;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;

/**
 * Targets that list their addresses, {@code host:port,host:port}: for replicas where no name server
 * knows them all.
 */
final class AddressList extends NameResolverProvider {
  private static final String SCHEME = "list";
  private static final int BELOW_DNS = 4;

  static {
    NameResolverRegistry.getDefaultRegistry().register(new AddressList());
  }

  /** The target as gRPC understands it. */
  static String target(String addresses) {
    return addresses.contains(",") ? SCHEME + ":///" + addresses.replace(" ", "") : addresses;
  }

  @Override
  protected boolean isAvailable() {
    return true;
  }

  @Override
  protected int priority() {
    return BELOW_DNS;
  }

  @Override
  public String getDefaultScheme() {
    return SCHEME;
  }

  @Override
  public NameResolver newNameResolver(URI target, NameResolver.Args args) {
    return new Resolver(List.of(target.getPath().substring(1).split(",", -1)));
  }

  private static final class Resolver extends NameResolver {
    private final List<String> addresses;

    Resolver(List<String> addresses) {
      this.addresses = addresses;
    }

    @Override
    public String getServiceAuthority() {
      return addresses.getFirst();
    }

    @Override
    public void start(Listener2 listener) {
      List<EquivalentAddressGroup> groups =
          addresses.stream().map(Resolver::address).map(EquivalentAddressGroup::new).toList();
      listener.onResult(
          ResolutionResult.newBuilder().setAddressesOrError(StatusOr.fromValue(groups)).build());
    }

    private static SocketAddress address(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            text + " is no address: write host:port, several of them with commas between");
      }
      return new InetSocketAddress(parts[0], Integer.parseInt(parts[1]));
    }

    @Override
    public void shutdown() {}
  }
}
