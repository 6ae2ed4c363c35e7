package io.mnemon.calls;

import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.StatusOr;
import io.grpc.SynchronizationContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Targets that list their addresses, {@code host:port,host:port}: for replicas where no name server
 * knows them all. Names are looked up again whenever a connection fails or ends, so a replica may
 * get another address, or its name at all, later.
 */
final class AddressList extends NameResolverProvider {
  private static final String SCHEME = "list";
  private static final int BELOW_DNS = 4;

  static {
    NameResolverRegistry.getDefaultRegistry().register(new AddressList(InetAddress::getByName));
  }

  private final Hosts hosts;

  AddressList(Hosts hosts) {
    this.hosts = hosts;
  }

  /** Who knows the addresses of names. */
  @FunctionalInterface
  interface Hosts {
    InetAddress address(String name) throws UnknownHostException;
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
    List<InetSocketAddress> addresses =
        Stream.of(target.getPath().substring(1).split(",", -1)).map(AddressList::named).toList();
    return new Resolver(
        addresses,
        hosts,
        Objects.requireNonNull(args.getOffloadExecutor()),
        args.getSynchronizationContext());
  }

  private static InetSocketAddress named(String text) {
    String[] parts = text.split(":", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          text + " is no address: write host:port, several of them with commas between");
    }
    return InetSocketAddress.createUnresolved(parts[0], Integer.parseInt(parts[1]));
  }

  /** Looks names up beside the channel's own thread, one round at a time. */
  private static final class Resolver extends NameResolver {
    private final List<InetSocketAddress> names;
    private final Hosts hosts;
    private final Executor lookUps;
    private final SynchronizationContext channel;
    // What follows is used by the channel's own thread alone.
    private @Nullable Listener2 listener;
    private List<InetSocketAddress> told = List.of();
    private boolean isLookingUp;

    Resolver(
        List<InetSocketAddress> names,
        Hosts hosts,
        Executor lookUps,
        SynchronizationContext channel) {
      this.names = names;
      this.hosts = hosts;
      this.lookUps = lookUps;
      this.channel = channel;
    }

    @Override
    public String getServiceAuthority() {
      return names.getFirst().getHostString() + ":" + names.getFirst().getPort();
    }

    @Override
    public void start(Listener2 listener) {
      this.listener = listener;
      refresh();
    }

    @Override
    public void refresh() {
      if (!isLookingUp) {
        isLookingUp = true;
        lookUps.execute(
            () -> {
              List<InetSocketAddress> found = names.stream().map(this::address).toList();
              channel.execute(() -> tell(found));
            });
      }
    }

    /**
     * The address of a name. One that nobody knows stays a name: to connect to it fails, which
     * makes the channel ask again after a while.
     */
    private InetSocketAddress address(InetSocketAddress name) {
      try {
        return new InetSocketAddress(hosts.address(name.getHostString()), name.getPort());
      } catch (UnknownHostException e) {
        return name;
      }
    }

    /** Nothing is told twice: to hear of addresses begins attempts to connect. */
    private void tell(List<InetSocketAddress> found) {
      isLookingUp = false;
      if (listener != null && !found.equals(told)) {
        told = found;
        listener.onResult2(
            ResolutionResult.newBuilder()
                .setAddressesOrError(
                    StatusOr.fromValue(
                        found.stream()
                            .map(address -> new EquivalentAddressGroup(address))
                            .toList()))
                .build());
      }
    }

    @Override
    public void shutdown() {
      listener = null;
    }
  }
}
